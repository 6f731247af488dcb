import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

export type Weight = 'regular' | 'bold';

const WEIGHTS: Readonly<Record<Weight, number>> = { regular: 400, bold: 600 };
/** The scripts of the font's files with the characters each has, the first match counts. */
const SCRIPTS = [
  ['latin', /[\u0020-\u00ff\u0131\u0152\u0153\u02c6\u02da\u02dc\u2000-\u206f\u20ac\u2122\u2191\u2193\u2212\ufeff]/],
  ['greek', /[\u0370-\u03ff]/],
  ['cyrillic', /[\u0301\u0400-\u045f\u0490\u0491\u04b0\u04b1\u2116]/],
  ['latin-ext', /[\u0100-\u02ba\u02bd-\u02c5\u02c7-\u02cc\u02ce-\u02d7\u1e00-\u1e9f\u1ef2-\u1eff\u20a0-\u20c0\u2113]/],
  ['vietnamese', /[\u1ea0-\u1ef9]/],
] as const;

/** Stands for a character that no file of the font has. */
const UNKNOWN = '\u00bf';

/** The font draws a box for the narrow no-break space: an ordinary one is printed, and less room given to it. */
const NARROW_SPACE = '\u202f';
const NO_BREAK_SPACE = '\u00a0';

export interface Run {
  readonly face: string;
  readonly text: string;
  /** How much of its natural width it takes. */
  readonly stretch: number;
}

/** Cuts a text into pieces that one file of the font can print. */
export function runsOf(text: string, weight: Weight): Run[] {
  const runs: { face: string; text: string; stretch: number }[] = [];
  for (const char of text.normalize('NFC')) {
    if (char === NARROW_SPACE) {
      runs.push({ face: `latin-${WEIGHTS[weight]}`, text: NO_BREAK_SPACE, stretch: 0.6 });
      continue;
    }
    const script = SCRIPTS.find(([, chars]) => chars.test(char));
    const face = `${script?.[0] ?? 'latin'}-${WEIGHTS[weight]}`;
    const last = runs.at(-1);
    const shown = script ? char : UNKNOWN;
    if (last?.face === face && last.stretch === 1) last.text += shown;
    else runs.push({ face, text: shown, stretch: 1 });
  }
  return runs;
}

const loaded = new Map<string, Buffer>();
const locate = createRequire(import.meta.url);

/** The bytes of one file of the font. */
export function readFace(face: string): Buffer {
  const known = loaded.get(face);
  if (known) return known;
  const bytes = readFileSync(locate.resolve(`@fontsource/inter/files/inter-${face}-normal.woff`));
  loaded.set(face, bytes);
  return bytes;
}
