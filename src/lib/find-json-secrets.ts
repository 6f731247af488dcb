import type { JsonNode } from './json-node.ts';
import { isSecretName } from './secret-names.ts';

/** The values to take out, and the other strings of the document. */
export interface JsonSecrets {
  readonly secrets: readonly JsonNode[];
  readonly strings: readonly JsonNode[];
}

type Place = 'anywhere' | 'cookies';

const NAME_KEY = /^(?:name|key|header|headername|field)$/i;
const COOKIES_KEY = /cookies$/i;
/** What may stay of a cookie that is listed field by field. */
const HARMLESS = /^(?:name|key|path|domain|expires|max-?age|http-?only|secure|same-?site)$/i;

/** Looks at objects by key, at lists of name and value in any spelling, and at flat lists of names and values. */
export function findJsonSecrets(root: JsonNode, text: string): JsonSecrets {
  const secrets: JsonNode[] = [];
  const strings: JsonNode[] = [];
  const open: { readonly node: JsonNode; readonly place: Place }[] = [{ node: root, place: 'anywhere' }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { node, place } = next;
    if (node.kind === 'string') strings.push(node);
    const named = nameOf(node, text);
    const isCookie = place === 'cookies' && node.children.some(({ key }) => key?.toLowerCase() === 'value');
    let before: JsonNode | undefined;
    for (const child of node.children) {
      const isNamed = node.kind === 'object' ? isOfName(child, named) : isSecretText(before, text);
      const isOfCookie = place === 'cookies' && isLeaf(child) && !(isCookie && HARMLESS.test(child.key ?? ''));
      before = child;
      if (isNamed || isOfCookie || isSecretName(child.key ?? '')) secrets.push(child);
      else if (COOKIES_KEY.test(child.key ?? '') && child.kind === 'string') secrets.push(child);
      else open.push({ node: child, place: COOKIES_KEY.test(child.key ?? '') ? 'cookies' : place });
    }
  }
  return { secrets, strings };
}

/** The member that gives an object the name of such a header. */
function nameOf({ kind, children }: JsonNode, text: string): JsonNode | undefined {
  if (kind !== 'object') return undefined;
  return children.find((child) => NAME_KEY.test(child.key ?? '') && isSecretText(child, text));
}

function isOfName(child: JsonNode, named: JsonNode | undefined): boolean {
  return named !== undefined && child !== named && child.kind !== 'other';
}

function isSecretText(node: JsonNode | undefined, text: string): boolean {
  if (node?.kind !== 'string' || node.end - node.start > 200) return false;
  return isSecretName(JSON.parse(text.slice(node.start, node.end)));
}

function isLeaf({ kind }: JsonNode): boolean {
  return kind === 'string' || kind === 'other';
}
