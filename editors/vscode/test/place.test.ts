import assert from "node:assert/strict";
import { test } from "node:test";
import { readPlaces } from "../src/place";

const RANGE = { start: { line: 1, character: 2 }, end: { line: 1, character: 9 } };
const PLACE = { title: "GET /heroes", uri: "file:///a.py", range: RANGE };

test("places are read, and what is none is passed over", () => {
  const odd = [null, 1, {}, { ...PLACE, uri: 1 }, { ...PLACE, range: {} }, { ...PLACE, range: { start: RANGE.start } }];
  assert.deepEqual(readPlaces({ places: [PLACE, ...odd] }), [PLACE]);
  for (const it of [undefined, null, "x", {}, { places: "x" }]) assert.deepEqual(readPlaces(it), []);
});
