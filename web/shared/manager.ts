import { Fetch, Manager, WebSocket } from "socket.io-client";

/** Connects to the server (its origin, as text), and again for ever with growing, scattered pauses. */
export function managerOf(server: string): Manager {
  const { hostname, port, protocol } = new URL(server);
  return new Manager({
    hostname: hostname.replace(/[[\]]/g, ""),
    port,
    secure: protocol === "https:",
    path: "/chat/socket.io",
    transports: [WebSocket, Fetch],
    tryAllTransports: true,
    reconnectionDelay: 500,
    reconnectionDelayMax: 15_000,
  });
}
