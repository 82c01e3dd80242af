import assert from "node:assert/strict";
import { test } from "node:test";
import { csv } from "./report";

test("CSV quotes what would break a line, and makes no name a formula", () => {
  assert.equal(
    csv([
      ["项目", "数值"],
      ['一"二,三', -3],
      ["=1+1", 0.5],
    ]),
    '\ufeff项目,数值\r\n"一""二,三",-3\r\n\'=1+1,0.5\r\n',
  );
});
