/** Workspace edits of the server: what they touch, and how they come into VS Code's Refactor Preview. */

export interface TextEdit {
  readonly range: unknown;
  readonly newText: string;
  readonly annotationId?: string;
}

export type Operation =
  | { readonly kind: "create" | "delete"; readonly uri: string }
  | { readonly kind: "rename"; readonly oldUri: string; readonly newUri: string }
  | { readonly kind?: never; readonly textDocument: { readonly uri: string }; readonly edits: readonly TextEdit[] };

interface Annotation {
  readonly label: string;
  readonly needsConfirmation?: boolean;
}

export interface Edit {
  readonly changes?: Readonly<Record<string, unknown>>;
  readonly documentChanges?: readonly Operation[];
  readonly changeAnnotations?: Readonly<Record<string, Annotation>>;
}

/** The URIs of the files that it creates or edits, in its order. */
export function filesOf(edit: Edit): string[] {
  const found = edit.documentChanges?.map(target) ?? Object.keys(edit.changes ?? {});
  return [...new Set(found.filter((it) => it !== undefined))];
}

/** Whether VS Code opens its Refactor Preview for it. */
export function isLookedAt(edit: Edit): boolean {
  return Object.values(edit.changeAnnotations ?? {}).some((it) => it.needsConfirmation === true);
}

const LOOK = "backline.look";

/**
 * The same edit, so that everything is ticked when the preview opens.
 *
 * VS Code leaves unticked what needs confirmation, and an Apply then applies nothing of it, or a part. So the changes
 * themselves need none, and one edit beside them that changes nothing does: it is what opens the preview.
 */
export function ticked(edit: Edit): Edit {
  const operations = edit.documentChanges ?? [];
  const beside = operations.findLast((it) => it.kind === undefined);
  if (!isLookedAt(edit) || beside === undefined) return edit;
  const start = { line: 0, character: 0 };
  const nothing = { range: { start, end: start }, newText: "", annotationId: LOOK };
  const annotations = Object.entries(edit.changeAnnotations ?? {});
  return {
    ...edit,
    documentChanges: [...operations, { textDocument: beside.textDocument, edits: [nothing] }],
    changeAnnotations: {
      ...Object.fromEntries(annotations.map(([id, it]) => [id, { ...it, needsConfirmation: false }])),
      [LOOK]: { label: "Changes nothing", needsConfirmation: true },
    },
  };
}

function target(operation: Operation): string | undefined {
  switch (operation.kind) {
    case "create":
      return operation.uri;
    case "rename":
      return operation.newUri;
    case "delete":
      return undefined;
    default:
      return operation.textDocument.uri;
  }
}
