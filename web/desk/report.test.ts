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

test("no name becomes a formula behind blanks or marks that nobody sees, or at full width", () => {
  const names = [" =1+1", "\t=1+1", "\n@SUM(1)", "\u200b+1", "\u3000-1", "＝1＋1", "＠x", "－1", "＋1"];
  for (const name of names) assert.match(csv([[name]]), /^\ufeff"?'/, JSON.stringify(name));
  assert.equal(csv([["一=二"]]), "\ufeff一=二\r\n");
});
