/** A value of a JSON text and where it stands in it. */
export interface JsonNode {
  readonly kind: 'object' | 'array' | 'string' | 'other';
  readonly start: number;
  end: number;
  /** The name of a member, decoded. */
  readonly key: string | undefined;
  readonly children: JsonNode[];
}

/** The values of a well-formed JSON text, however deep; their text is left to the reader. */
export function readJsonNodes(text: string): JsonNode {
  const root: JsonNode = { kind: 'array', start: 0, end: text.length, key: undefined, children: [] };
  const open = [root];
  let key: string | undefined;
  for (let at = 0; at < text.length; ) {
    const sign = text[at] ?? '';
    const inside = open.at(-1) ?? root;
    if (sign === '}' || sign === ']') {
      inside.end = at + 1;
      open.pop();
      at += 1;
    } else if (sign === '{' || sign === '[') {
      const node: JsonNode = { kind: sign === '{' ? 'object' : 'array', start: at, end: at, key, children: [] };
      inside.children.push(node);
      open.push(node);
      key = undefined;
      at += 1;
    } else if (sign === '"') {
      const end = endOfString(text, at);
      if (inside.kind === 'object' && key === undefined) key = JSON.parse(text.slice(at, end));
      else {
        inside.children.push({ kind: 'string', start: at, end, key, children: [] });
        key = undefined;
      }
      at = end;
    } else if (/[-\w]/.test(sign)) {
      let end = at + 1;
      while (end < text.length && /[-+.\w]/.test(text[end] ?? '')) end += 1;
      inside.children.push({ kind: 'other', start: at, end, key, children: [] });
      key = undefined;
      at = end;
    } else at += 1;
  }
  return root;
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}
