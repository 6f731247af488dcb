import { Parser } from 'htmlparser2';

/** An element with its own text; texts of its children are in them. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

interface Open {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XmlElement[];
  text: string;
}

const MOST_ELEMENTS = 200_000;
const DEEPEST = 50;

/**
 * Reads XML that strangers wrote: undefined where it has no element at all, more or deeper ones than any feed needs, or is cut
 * off. No document type is looked at, so no entity of a document's own unfolds.
 */
export function readXml(text: string): XmlElement | undefined {
  const root: Open = { name: '', attributes: {}, children: [], text: '' };
  const open: Open[] = [root];
  let count = 0;
  const isTooMuch = (): boolean => count > MOST_ELEMENTS || open.length > DEEPEST;
  const parser = new Parser(
    {
      onopentag: (name, attributes) => {
        count += 1;
        const element = { name, attributes: { ...attributes }, children: [], text: '' };
        open.push(element);
        if (isTooMuch()) parser.pause();
      },
      ontext: (piece) => {
        const last = open.at(-1);
        if (last) last.text += piece;
      },
      onclosetag: () => {
        const element = open.pop();
        if (element) open.at(-1)?.children.push(element);
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
  parser.write(text.replace(/^\uFEFF/, ''));
  if (isTooMuch()) return undefined;
  // What the end of the text closes was never closed: the rest of the document is missing.
  const isWhole = open.length === 1;
  parser.end();
  return isWhole ? root.children[0] : undefined;
}
