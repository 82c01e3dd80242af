import type { Attachment, WireError } from "../shared/wire";

const UPLOAD_MS = 120_000;

/** The server would not have the file, or could not be reached (`status` 0). */
export class UploadError extends Error {
  constructor(
    readonly status: number,
    readonly text: string,
  ) {
    super(text);
  }
}

export interface Server {
  /** The address below which attachments lie. */
  base: string;
  token: () => string | null;
  /** Gets a new token, where one can be had. */
  renew?: () => Promise<unknown> | undefined;
}

/** Brings files to the server and fetches them. */
export class Transport {
  readonly #server: Server;

  constructor(server: Server) {
    this.#server = server;
  }

  /** Uploads a file; tells how much of it is there, from 0 to 1. */
  upload(file: Blob, tell: (part: number) => void, signal: AbortSignal): Promise<Attachment> {
    return this.#renewing(() => this.#send(file, tell, signal));
  }

  fetch(id: string, small: boolean): Promise<Blob> {
    return this.#renewing(async () => {
      const headers = { Authorization: `Bearer ${this.#server.token()}` };
      const response = await fetch(`${this.#server.base}/${id}${small ? "/thumbnail" : ""}`, { headers });
      if (!response.ok) throw new UploadError(response.status, "");
      return response.blob();
    });
  }

  async #renewing<T>(act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (error) {
      const renewal = error instanceof UploadError && error.status === 401 && this.#server.renew?.();
      if (!renewal) throw error;
      await renewal;
      return act();
    }
  }

  /** `fetch` does not tell how far it is. */
  #send(file: Blob, tell: (part: number) => void, signal: AbortSignal): Promise<Attachment> {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      const fail = (text: string) => reject(new UploadError(request.status, text));
      request.open("POST", this.#server.base);
      request.timeout = UPLOAD_MS;
      request.responseType = "json";
      request.setRequestHeader("Authorization", `Bearer ${this.#server.token()}`);
      request.setRequestHeader("Content-Type", file.type);
      request.upload.onprogress = ({ loaded, total }) => tell(total ? loaded / total : 0);
      request.onload = () => {
        const answer = request.response as { attachment?: Attachment; error?: WireError } | null;
        if (request.status === 200 && answer?.attachment) resolve(answer.attachment);
        else fail(answer?.error?.text ?? "");
      };
      request.onerror = request.ontimeout = request.onabort = () => fail("");
      signal.addEventListener("abort", () => request.abort());
      request.send(file);
    });
  }
}
