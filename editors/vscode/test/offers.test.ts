import assert from "node:assert/strict";
import { test } from "node:test";
import { place, readOffers } from "../src/offers";

test("a place counts from 1, and columns in code points", () => {
  assert.equal(place("/a.py", "x = 1", 0, 0), "/a.py:1:1");
  assert.equal(place("/a.py", "🦸 = žluť", 8, 5), "/a.py:9:5");
});

test("offers are read, and what is none is passed over", () => {
  const offer = { id: "optimize-query", title: "Optimize query", kind: "refactor.rewrite.query" };
  assert.deepEqual(readOffers(JSON.stringify([offer, null, 1, { id: 1, title: "x" }])), [offer]);
  for (const it of ["", "No such file", "{}", "null"]) assert.deepEqual(readOffers(it), []);
});
