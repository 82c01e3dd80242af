import type { Choice, Message, Status, WireError } from "../shared/wire";

const TIMEOUT_MS = 10_000;

export interface Session {
  token: string;
  conversation_id: string;
  expires_at: string;
  renew_at: string;
  status: Status;
  /** Says that orders are invented, where they are. */
  banner?: string | null;
  greeting: { texts: string[]; choices: Choice[] };
  hot_questions: HotQuestion[];
  /** Whether the customer has agreed to the privacy notice. */
  consent: boolean;
}

export interface HotQuestion {
  title: string;
  text: string;
}

export interface Suggestion extends HotQuestion {
  topic: string;
}

export interface History {
  messages: Message[];
  last_seq: number;
  more: boolean;
}

/** The server said no, or did not answer (`status` 0, code `offline`). */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly error: WireError,
  ) {
    super(error.text);
  }
}

/** The customer's HTTP interface. Every call ends within ten seconds, in a value or an `ApiError`. */
export class Api {
  token: string | null = null;

  readonly #server: string;
  readonly #offline: () => string;

  /** `offline` gives the sentence for a server that does not answer. */
  constructor(server: string, offline: () => string) {
    this.#server = server;
    this.#offline = offline;
  }

  session(request: { token: string | null; customer_token: string | null; page: string; locale: string }) {
    return this.#call<Session>("POST", "session", request);
  }

  history(before: number | null, limit: number) {
    const query = new URLSearchParams({ limit: String(limit) });
    if (before !== null) query.set("before_seq", String(before));
    return this.#call<History>("GET", `history?${query}`);
  }

  async suggest(text: string, signal: AbortSignal): Promise<Suggestion[]> {
    const query = new URLSearchParams({ q: text });
    return (await this.#call<{ suggestions: Suggestion[] }>("GET", `suggest?${query}`, undefined, signal))
      .suggestions;
  }

  feedback(feedback: { seq: number; useful: boolean; reason?: string; comment?: string }) {
    return this.#call("POST", "feedback", feedback);
  }

  rating(rating: { stars: number; comment?: string }) {
    return this.#call("POST", "rating", rating);
  }

  leaveMessage(message: { text: string; contact: string }) {
    return this.#call("POST", "leave-message", message);
  }

  consent(granted: boolean) {
    return this.#call("POST", "consent", { granted });
  }

  handoff() {
    return this.#call<{ status?: Status }>("POST", "handoff", {});
  }

  erase() {
    return this.#call("DELETE", "me");
  }

  async #call<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
    const headers: Record<string, string> = {};
    if (body !== undefined) headers["Content-Type"] = "application/json";
    if (this.token) headers.Authorization = `Bearer ${this.token}`;
    const ending = new AbortController();
    const late = setTimeout(() => ending.abort(), TIMEOUT_MS);
    signal?.addEventListener("abort", () => ending.abort());
    const request: RequestInit = { method, headers, signal: ending.signal };
    if (body !== undefined) request.body = JSON.stringify(body);
    let response: Response;
    let answer: unknown;
    try {
      response = await fetch(`${this.#server}/chat/${path}`, request);
      answer = response.status === 204 ? null : await response.json();
    } catch {
      throw new ApiError(0, { code: "offline", text: this.#offline() });
    } finally {
      clearTimeout(late);
    }
    if (!response.ok)
      throw new ApiError(response.status, errorOf(answer) ?? { code: "unavailable", text: this.#offline() });
    return answer as T;
  }
}

function errorOf(answer: unknown): WireError | null {
  const error = (answer as { error?: WireError } | null)?.error;
  return typeof error?.text === "string" ? error : null;
}
