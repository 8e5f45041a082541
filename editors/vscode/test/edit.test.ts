import assert from "node:assert/strict";
import { test } from "node:test";
import { type Edit, filesOf, isLookedAt, ticked } from "../src/edit";

const ZERO = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
const ANNOTATIONS = { a: { label: "Generate", needsConfirmation: true } };
const EDIT = {
  documentChanges: [
    { kind: "create", uri: "file:///new.py" },
    { textDocument: { uri: "file:///new.py" }, edits: [{ range: ZERO, newText: "x", annotationId: "a" }] },
    { textDocument: { uri: "file:///old.py" }, edits: [{ range: ZERO, newText: "y", annotationId: "a" }] },
    { kind: "delete", uri: "file:///gone.py" },
  ],
  changeAnnotations: ANNOTATIONS,
} as const satisfies Edit;

test("the files of an edit are those that are there afterwards", () => {
  assert.deepEqual(filesOf(EDIT), ["file:///new.py", "file:///old.py"]);
  assert.deepEqual(filesOf({ changes: { "file:///a.py": [] } }), ["file:///a.py"]);
  const rename = { kind: "rename", oldUri: "file:///a.py", newUri: "file:///b.py" } as const;
  assert.deepEqual(filesOf({ documentChanges: [rename] }), ["file:///b.py"]);
  assert.deepEqual(filesOf({}), []);
});

test("an edit that is looked at comes with all of its changes ticked", () => {
  const made: Edit = ticked(EDIT);
  assert.deepEqual(made.documentChanges?.slice(0, 4), EDIT.documentChanges);
  const beside = { range: ZERO, newText: "", annotationId: "backline.look" };
  assert.deepEqual(made.documentChanges[4], { textDocument: { uri: "file:///old.py" }, edits: [beside] });
  assert.deepEqual(made.changeAnnotations?.a, { label: "Generate", needsConfirmation: false });
  assert.ok(isLookedAt(made), "the preview would not open");
});

test("any other edit stays as it is", () => {
  const plain: Edit = { documentChanges: EDIT.documentChanges };
  assert.equal(ticked(plain), plain);
  const onlyCreates: Edit = { documentChanges: [EDIT.documentChanges[0]], changeAnnotations: ANNOTATIONS };
  assert.equal(ticked(onlyCreates), onlyCreates);
});
