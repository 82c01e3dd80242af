import type { Socket } from "socket.io-client";
import { managerOf } from "../shared/manager";
import type { Attachment, Message, Speaker, Status, WireError } from "../shared/wire";

const ACK_TIMEOUT_MS = 10_000;

export interface Queue {
  position: number;
  /** Set where nobody is there to answer: when somebody is, and whom to call. */
  off_duty?: { hours: string | null; hotline: string } | null;
}

/** What the server pushes. */
export interface Pushes {
  message: (message: Message) => void;
  typing: (typing: { from: Speaker; on: boolean }) => void;
  status: (status: { status: Status; agent?: { name: string } | null }) => void;
  queue: (queue: Queue) => void;
  error: (error: WireError) => void;
  renew: (renewed: { token: string; expires_at: string }) => void;
}

/** What happens to the connection itself. */
export interface LinkEvents {
  up: () => void;
  down: () => void;
  /** The server does not take the token. */
  refused: () => void;
}

export interface Resumed {
  ok: boolean;
  status: Status;
  agent?: { name: string } | null;
  queue?: Queue | null;
  messages: Message[];
  last_seq: number;
}

/** What became of an act on the conversation. */
export interface Done {
  ok: boolean;
  error?: WireError;
  status?: Status;
  agent?: { name: string } | null;
}

export type Ack = { ok: true; seq: number } | { ok: false; error: WireError };

/** The live connection: Socket.IO, reconnecting by itself with growing, scattered pauses. */
export class Link {
  readonly #socket: Socket;

  constructor(server: string, token: () => string | null, events: LinkEvents, pushes: Pushes) {
    this.#socket = managerOf(server).socket("/chat", {
      auth: (give: (auth: object) => void) => give({ token: token() }),
    });
    this.#socket.connect();
    this.#socket.on("connect", events.up);
    this.#socket.on("disconnect", (reason) => {
      events.down();
      if (reason === "io server disconnect") this.#socket.connect();
    });
    this.#socket.on("connect_error", () => {
      events.down();
      // What is not active any more was denied by the server, not lost on the way.
      if (!this.#socket.active) events.refused();
    });
    for (const [name, push] of Object.entries(pushes)) this.#socket.on(name, push);
  }

  get online(): boolean {
    return this.#socket.connected;
  }

  resume(after: number): Promise<Resumed> {
    return this.#ask("resume", { after_seq: after });
  }

  say(
    message:
      | { client_msg_id: string; text: string; attachments: readonly Attachment[] | undefined }
      | { client_msg_id: string; choice: string },
  ): Promise<Ack> {
    return this.#ask("say", message);
  }

  handoff(how: { cancel?: true }): Promise<Done> {
    return this.#ask("handoff", how);
  }

  end(): Promise<Done> {
    return this.#ask("close", {});
  }

  seen(seq: number): void {
    if (this.online) this.#ask("seen", { seq }).catch(() => {});
  }

  typing(on: boolean): void {
    if (this.online) this.#ask("typing", { on }).catch(() => {});
  }

  /** Connects now: anew with a new token, or without waiting for the next try. */
  reconnect(): void {
    this.#socket.disconnect().connect();
  }

  close(): void {
    this.#socket.disconnect();
  }

  #ask<T>(event: string, data: unknown): Promise<T> {
    return this.#socket.timeout(ACK_TIMEOUT_MS).emitWithAck(event, data) as Promise<T>;
  }
}
