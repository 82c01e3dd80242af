import assert from "node:assert/strict";
import test from "node:test";
import { read, spans } from "./reading";
import type { Envelope, Fact } from "./wire";

const fact = (id: string, value: Fact["value"], unit = "text"): Fact => ({ id, value, unit, source: null });

const envelope = (facts: Fact[]): Envelope => ({
  v: 1,
  kind: "verdict",
  topic: null,
  question: null,
  policy_version: null,
  facts,
  sources: [{ id: "S1", title: "规则", url: null, as_of: null, grade: "A" }],
  verdict: null,
  candidates: [],
  follow_ups: [],
  confidence: 1,
});

test("the line that names the sources is left out where the sources are listed", () => {
  const text = "能退。\n来源：规则";
  assert.deepEqual(read(text, envelope([])), [{ kind: "text", text: "能退。" }]);
  assert.equal(read(text, null).length, 2);
});

test("for which day a verdict holds is not folded away, and stands below the outcome", () => {
  const day = "这是按 2026年12月8日 退来算的，不是今天退。";
  assert.deepEqual(read(`可以退。\n${day}`, envelope([fact("case.day", day)])), [
    { kind: "text", text: "可以退。" },
    { kind: "text", text: day },
  ]);
});

test("an account is drawn with its total", () => {
  const facts = [fact("case.paid_amount", "80.00", "yuan"), fact("decision.refund", "72.50", "yuan")];
  const text = "实付：80.00 元\n手续费：不收\n应退：72.50 元";
  const rows = [
    { label: "实付", value: "80.00 元" },
    { label: "手续费", value: "不收" },
    { label: "应退", value: "72.50 元" },
  ];
  assert.deepEqual(read(text, envelope(facts)), [{ kind: "amounts", rows, total: rows[2] }]);
});

test("what comes back by means is an account with its total", () => {
  const facts = [
    fact("decision.refund_voucher", "20.00", "yuan"),
    fact("decision.total_back", "100.00", "yuan"),
  ];
  const rows = [
    { label: "代金券", value: "20.00 元" },
    { label: "合计", value: "100.00 元" },
  ];
  assert.deepEqual(read("代金券：20.00 元\n合计：100.00 元", envelope(facts)), [
    { kind: "amounts", rows, total: rows[1] },
  ]);
});

test("rows that are no account stand alone", () => {
  const row = { label: "入口", value: "费用中心" };
  assert.deepEqual(read("入口：费用中心", envelope([])), [{ kind: "row", row }]);
});

test("steps that follow each other are one list", () => {
  assert.deepEqual(read("1. 登录\n2. 退订\n完成", null), [
    { kind: "steps", items: ["登录", "退订"] },
    { kind: "text", text: "完成" },
  ]);
});

test("a deadline is found by its date", () => {
  const until = fact("decision.until", "2026-11-25T18:00:00+08:00", "instant");
  const line = "请在 2026年11月25日 18:00前退订";
  assert.deepEqual(read(line, envelope([until])), [{ kind: "deadline", text: line }]);
});

test("what was understood is told item by item, with the invitation to correct it", () => {
  const line = "根据：云服务器 · 包年包月。哪项不对，直接告诉我。";
  assert.deepEqual(read(line, envelope([fact("case.recap", line)])), [
    {
      kind: "understood",
      label: "根据",
      items: ["云服务器", "包年包月"],
      invitation: "哪项不对，直接告诉我。",
    },
  ]);
});

test("a line is cut into words, console paths, telephone numbers and addresses, none left out", () => {
  const line = "去 费用中心 > 余额提现，或打 4000-955-988，见 https://example.com/a。";
  const found = spans(line);
  assert.deepEqual(
    found.map(({ kind }) => kind),
    ["text", "path", "text", "phone", "text", "link", "text"],
  );
  assert.equal(found.map((span) => ("places" in span ? span.places.join(" > ") : span.text)).join(""), line);
});

test("a part of a longer number is no telephone number", () => {
  assert.deepEqual(
    spans("订单 14000-955-9881").map(({ kind }) => kind),
    ["text"],
  );
});
