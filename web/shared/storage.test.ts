import assert from "node:assert/strict";
import test from "node:test";
import { storage } from "./storage";

const shut = (): Storage => {
  throw new DOMException("storage is shut", "SecurityError");
};

const open = (): Storage => {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => kept.set(key, text),
    removeItem: (key: string) => kept.delete(key),
  } as unknown as Storage;
};

const opened = open();

for (const [kind, area] of Object.entries({ shut, open: () => opened })) {
  test(`a value is kept and forgotten where storage is ${kind}`, () => {
    const { keep, recall } = storage<"draft">("page.", area);
    assert.equal(recall("draft"), null);
    keep("draft", { text: "退款" });
    assert.deepEqual(recall("draft"), { text: "退款" });
    keep("draft", null);
    assert.equal(recall("draft"), null);
  });
}

test("what a full storage does not take goes before what it still holds", () => {
  const area = open();
  const { keep, recall } = storage<"outbox">("page.", () => area);
  assert.equal(keep("outbox", ["一"]), true);
  area.setItem = () => {
    throw new DOMException("storage is full", "QuotaExceededError");
  };
  assert.equal(keep("outbox", ["一", "二"]), false);
  assert.deepEqual(recall("outbox"), ["一", "二"]);
  assert.equal(keep("outbox", null), true);
  assert.equal(recall("outbox"), null);
});

test("what another program wrote there is no value", () => {
  const area = open();
  area.setItem("page.draft", "{half");
  assert.equal(storage<"draft">("page.", () => area).recall("draft"), null);
});
