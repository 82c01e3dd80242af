import assert from "node:assert/strict";
import test from "node:test";
import { safeUrl } from "./links";

for (const url of [
  "javascript:alert(1)",
  " JavaScript:alert(1)",
  "data:text/html,x",
  "no address",
  "",
  null,
]) {
  test(`a browser is not sent to ${url}`, () => {
    assert.equal(safeUrl(url), null);
  });
}

test("it is sent to pages", () => {
  assert.equal(safeUrl("https://example.com/a?b=退"), "https://example.com/a?b=%E9%80%80");
});
