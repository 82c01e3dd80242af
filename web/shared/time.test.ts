import assert from "node:assert/strict";
import test from "node:test";
import { zhHans } from "./i18n/zh-Hans";
import { clock, day } from "./time";

/** Without an offset: on the clock of the reader, wherever the test runs. */
const NOW = new Date("2026-01-02T00:30:00");

test("a clock has two digits each", () => {
  assert.equal(clock("2026-01-02T09:05:59"), "09:05");
});

for (const [at, text] of [
  ["2026-01-02T23:59:00", zhHans.today],
  ["2026-01-01T00:00:00", zhHans.yesterday],
  ["2026-01-03T00:00:00", "01-03"],
  ["2025-12-31T23:59:00", "2025-12-31"],
] as const) {
  test(`${at} is ${text}`, () => {
    assert.equal(day(at, NOW, zhHans), text);
  });
}
