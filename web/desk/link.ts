import type { Socket } from "socket.io-client";
import { managerOf } from "../shared/manager";
import type { Message, Speaker, WireError } from "../shared/wire";
import type { Note, Row } from "./wire";

export type Told =
  | (Message & { conversation_id: string })
  | (Note & { from: "note"; conversation_id: string });

/** What the server pushes. */
export interface Pushes {
  conversation: (row: Row) => void;
  message: (told: Told) => void;
  typing: (typing: { conversation_id: string; from: Speaker; on: boolean }) => void;
  erased: (erased: { conversation_id: string }) => void;
  queue: (queue: { waiting: number; left: number }) => void;
}

/** What happens to the connection itself. */
export interface LinkEvents {
  up: () => void;
  down: () => void;
  /** The server does not take the token. */
  refused: (error: WireError) => void;
}

/** The live connection of the desk: it is only told; acts go over HTTP. */
export class Link {
  readonly #socket: Socket;

  constructor(token: () => string | null, events: LinkEvents, pushes: Pushes) {
    this.#socket = managerOf(location.origin).socket("/desk", {
      auth: (give: (auth: object) => void) => give({ token: token() }),
    });
    this.#socket.on("connect", events.up);
    this.#socket.on("disconnect", (reason) => {
      if (reason !== "io client disconnect") events.down();
      if (reason === "io server disconnect") this.#socket.connect();
    });
    this.#socket.on("connect_error", (error: Error & { data?: WireError }) => {
      events.down();
      if (error.data?.code === "expired" || error.data?.code === "unauthorized") events.refused(error.data);
    });
    for (const [name, push] of Object.entries(pushes)) this.#socket.on(name, push);
    this.#socket.connect();
  }

  close(): void {
    this.#socket.disconnect();
  }
}
