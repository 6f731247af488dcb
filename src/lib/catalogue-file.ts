import { readFileSync } from 'node:fs';
import { type Document, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { type Catalogue, catalogueSchema } from './catalogue-schema.ts';

/** A catalogue that cannot be used; one sentence a mistake, each with its line. */
export class CatalogueFileError extends Error {
  readonly code = 'config';
  readonly sentences: readonly string[];

  constructor(sentences: readonly string[]) {
    super(sentences.join('\n'));
    this.sentences = sentences;
  }
}

const SHIPPED = new URL('../../db/catalogues/google-workspace.yaml', import.meta.url);
const MOST_MISTAKES = 20;

/** The catalogue that comes with the product. */
export function readShippedCatalogue(): Catalogue {
  return parseCatalogue(readFileSync(SHIPPED, 'utf8'), 'google-workspace.yaml');
}

/** Reads a catalogue of one's own. */
export function readCatalogueFile(path: string): Catalogue {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const reason =
      error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'it does not exist' : String(error);
    throw new CatalogueFileError([`The catalogue ${path} cannot be read: ${reason}.`]);
  }
  return parseCatalogue(text, path);
}

/** Reads the text of a catalogue; `name` is what its mistakes are listed under. */
export function parseCatalogue(text: string, name: string): Catalogue {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const refuse = (sentences: readonly string[]): never => {
    const more = sentences.length - MOST_MISTAKES;
    const shown = sentences.slice(0, MOST_MISTAKES).map((sentence) => `${name}, ${sentence}`);
    throw new CatalogueFileError(more > 0 ? [...shown, `… and ${more} more mistakes.`] : shown);
  };
  if (document.errors.length > 0) {
    return refuse(document.errors.map(({ pos, message }) => `line ${lines.linePos(pos[0]).line}: ${message}`));
  }
  const parsed = catalogueSchema.safeParse(toValues(document, refuse), { reportInput: true });
  if (parsed.success) return parsed.data;
  const located = parsed.error.issues
    .flatMap(unfoldUnion)
    .map((issue) => ({ line: lineOf(issue, document, lines), issue }));
  return refuse(
    located.toSorted((a, b) => a.line - b.line).map(({ line, issue }) => `line ${line}: ${sentenceOf(issue)}`),
  );
}

function toValues(document: Document, refuse: (sentences: readonly string[]) => never): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch {
    return refuse(['line 1: it refers to its own parts (*name) too often.']);
  }
}

/** Of a text in languages, the mistake within it says more than that none of the forms fits. */
function unfoldUnion(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const deeper = issue.errors.flat().filter((inner) => inner.path.length > 0 || inner.code === 'unrecognized_keys');
  return deeper.length > 0 ? deeper.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })) : [issue];
}

/** The line of the value, or of what it is missing from. */
function lineOf(issue: z.core.$ZodIssue, document: Document, lines: LineCounter): number {
  const wrongKey = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  if (wrongKey !== undefined) {
    const offset = keyOffset(document, issue.path, wrongKey);
    if (offset !== undefined) return lines.linePos(offset).line;
  }
  for (let length = issue.path.length; length >= 0; length -= 1) {
    const node: unknown = document.getIn(issue.path.slice(0, length), true);
    const offset = startOf(node);
    if (offset !== undefined) return lines.linePos(offset).line;
  }
  return 1;
}

function keyOffset(document: Document, path: readonly PropertyKey[], key: string): number | undefined {
  const map: unknown = path.length === 0 ? document.contents : document.getIn(path, true);
  if (typeof map !== 'object' || map === null || !('items' in map) || !Array.isArray(map.items)) return undefined;
  const pair = map.items.find((item) => String(item.key) === key);
  return startOf(pair?.key);
}

function startOf(node: unknown): number | undefined {
  if (typeof node !== 'object' || node === null || !('range' in node) || !Array.isArray(node.range)) return undefined;
  return node.range[0];
}

function sentenceOf(issue: z.core.$ZodIssue): string {
  const path = issue.path.reduce<string>(
    (at, part) => (typeof part === 'number' ? `${at}[${part}]` : at ? `${at}.${String(part)}` : String(part)),
    '',
  );
  if (issue.code === 'unrecognized_keys') {
    return `${path || 'the catalogue'} has no “${issue.keys.join('”, “')}”: misspelt, or in the wrong place.`;
  }
  const isTyped = issue.code === 'invalid_type' || issue.code === 'invalid_union';
  if (isTyped && 'input' in issue && issue.input === undefined) {
    return `${path || 'the catalogue'} is missing.`;
  }
  return `${path || 'the catalogue'} ${issue.message.startsWith('Invalid') ? `is not usable (${issue.message})` : issue.message}.`;
}
