import assert from "node:assert/strict";
import test from "node:test";
import { zhHans } from "./i18n/zh-Hans";
import { clock, day, stamp } from "./time";

/** Half past midnight in Shanghai, wherever the test runs. */
const NOW = new Date("2026-01-01T16:30:00Z");

test("a clock has two digits each, and is that of Shanghai", () => {
  assert.equal(clock("2026-01-02T01:05:59Z"), "09:05");
  assert.equal(clock("2026-01-01T20:05:59-05:00"), "09:05");
  assert.equal(stamp(new Date("2025-12-31T16:00:00Z")), "2026-01-01 00:00");
});

for (const [at, text] of [
  ["2026-01-02T15:59:00Z", zhHans.today],
  ["2026-01-01T16:00:00Z", zhHans.today],
  ["2025-12-31T16:00:00Z", zhHans.yesterday],
  ["2026-01-02T16:00:00Z", "01-03"],
  ["2025-12-31T15:59:00Z", "2025-12-31"],
] as const) {
  test(`${at} is ${text}`, () => {
    assert.equal(day(at, NOW, zhHans), text);
  });
}
