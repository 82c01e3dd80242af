import assert from "node:assert/strict";
import test from "node:test";
import { shown } from "./figures";

const FIGURES: [value: number | string | string[], unit: string, text: string][] = [
  [5, "day", "5 天"],
  [120, "hour", "120 小时"],
  ["80.00", "yuan", "80.00 元"],
  [30, "percent", "30%"],
  ["2026-11-05", "date", "2026年11月5日"],
  ["2026-11-05T09:03:00+08:00", "instant", "2026年11月5日 09:03"],
  [["云硬盘", "带宽"], "text", "云硬盘、带宽"],
  ["原样", "a unit of later days", "原样"],
];

for (const [value, unit, text] of FIGURES) {
  test(`${unit} is written ${text}`, () => {
    assert.equal(shown({ id: "x", value, unit, source: null }), text);
  });
}
