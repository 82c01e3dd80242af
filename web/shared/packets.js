/** Socket.IO's packets (protocol 5) as far as they are text, in place of socket.io-parser: the pages send no others. */
import { Emitter } from "@socket.io/component-emitter";

export const PacketType = { CONNECT: 0, DISCONNECT: 1, EVENT: 2, ACK: 3, CONNECT_ERROR: 4 };

const PACKET = /^([0-4])(?:(\/[^,]*),)?(\d*)(.*)$/s;

export class Encoder {
  encode({ type, nsp, id = "", data }) {
    return [`${type}${nsp},${id}${data === undefined ? "" : JSON.stringify(data)}`];
  }
}

export class Decoder extends Emitter {
  /** Throws at what is no such packet, at which the manager begins the connection anew. */
  add(text) {
    const [, type, nsp = "/", id, data] = PACKET.exec(text);
    this.emitReserved("decoded", {
      type: Number(type),
      nsp,
      id: id ? Number(id) : undefined,
      data: data ? JSON.parse(data) : undefined,
    });
  }

  destroy() {}
}
