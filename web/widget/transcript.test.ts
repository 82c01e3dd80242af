import assert from "node:assert/strict";
import { test } from "node:test";
import type { Message } from "../shared/wire";
import { transcript } from "./transcript";
import { zhHans } from "./words";

const said = (message: Partial<Message>): Message => ({
  seq: 1,
  from: "bot",
  text: "",
  choices: [],
  envelope: null,
  client_msg_id: null,
  at: "2026-11-24T01:30:00Z",
  ...message,
});

test("a transcript says who said what, when, and by which clock", () => {
  const talk = [
    said({ from: "customer", text: "能退吗", at: "2026-11-23T15:59:00Z" }),
    said({ text: "可以。\n点“退订”。", at: "2026-11-23T16:00:00Z" }),
    said({ from: "system", text: "客服小王来了", code: "agent_joined", agent: { name: "小王" } }),
    said({ from: "agent", text: "您好", agent: { name: "小王" } }),
  ];
  assert.equal(
    transcript(talk, zhHans, new Date("2026-11-24T02:00:00Z")),
    "退款助手对话记录\n2026-11-24 10:00 保存，时间都是北京时间（UTC+8）。\n" +
      "\n2026-11-23\n23:59 我：能退吗\n" +
      "\n2026-11-24\n00:00 机器人：可以。\n      点“退订”。\n" +
      "09:30 退款助手：客服小王来了\n09:30 小王：您好\n",
  );
});
