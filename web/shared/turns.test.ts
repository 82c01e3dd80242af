import assert from "node:assert/strict";
import test from "node:test";
import { turns } from "./turns";
import type { Message, Speaker } from "./wire";

let seq = 0;

const message = (from: Speaker, second: number, closes = false): Message => ({
  seq: ++seq,
  from,
  text: "",
  choices: [],
  envelope: closes ? ({ v: 1 } as Message["envelope"]) : null,
  client_msg_id: null,
  at: new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString(),
});

const sizes = (...messages: Message[]) => turns(messages).map((turn) => turn.messages.length);

test("a bot's turn ends with the message that carries the envelope", () => {
  assert.deepEqual(sizes(message("bot", 0), message("bot", 0, true), message("bot", 0, true)), [2, 1]);
});

test("bubbles that come later are a turn of their own", () => {
  assert.deepEqual(sizes(message("bot", 0), message("bot", 1), message("bot", 9)), [2, 1]);
});

test("people's messages stand alone", () => {
  assert.deepEqual(sizes(message("customer", 0), message("customer", 0), message("agent", 0)), [1, 1, 1]);
});

test("a turn has the envelope and the choices of its last message", () => {
  const last = { ...message("bot", 0, true), choices: [{ id: "1", title: "好" }] };
  const [turn] = turns([message("bot", 0), last]);
  assert.deepEqual([turn?.envelope, turn?.choices], [last.envelope, last.choices]);
});
