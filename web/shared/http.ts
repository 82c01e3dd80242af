import type { WireError } from "./wire";

const TIMEOUT_MS = 10_000;

/** The server said no, or did not answer (`status` 0, code `offline`). */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly error: WireError,
    /** All that was answered. */
    readonly answer: unknown = null,
  ) {
    super(error.text);
  }
}

/** One JSON interface of the server. Every call ends within ten seconds, in a value or an `ApiError`. */
export class Http {
  token: string | null = null;

  readonly #base: string;
  readonly #offline: () => string;

  /** `base` is the address before the path; `offline` gives the sentence for a server that does not answer. */
  constructor(base: string, offline: () => string) {
    this.#base = base;
    this.#offline = offline;
  }

  async call<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
    const headers: Record<string, string> = {};
    if (body !== undefined) headers["Content-Type"] = "application/json";
    if (this.token) headers.Authorization = `Bearer ${this.token}`;
    const ending = new AbortController();
    const late = setTimeout(() => ending.abort(), TIMEOUT_MS);
    signal?.addEventListener("abort", () => ending.abort());
    // What is to be erased is, even where the page is left at once.
    const request: RequestInit = { method, headers, signal: ending.signal, keepalive: method === "DELETE" };
    if (body !== undefined) request.body = JSON.stringify(body);
    let response: Response;
    let answer: unknown;
    try {
      response = await fetch(`${this.#base}/${path}`, request);
      answer = response.status === 204 ? null : await response.json();
    } catch {
      throw new ApiError(0, { code: "offline", text: this.#offline() });
    } finally {
      clearTimeout(late);
    }
    if (response.ok) return answer as T;
    throw new ApiError(
      response.status,
      errorOf(answer) ?? { code: "unavailable", text: this.#offline() },
      answer,
    );
  }
}

function errorOf(answer: unknown): WireError | null {
  const error = (answer as { error?: WireError } | null)?.error;
  return typeof error?.text === "string" ? error : null;
}
