import { canonicalJson } from '#domain/canonical-json';
import { bundleWording } from './bundle-wording.ts';
import { BUNDLE_FILES, type BundleFile, bundleFiles, type EvidenceBundle, hashLines } from './evidence-bundle.ts';

export interface ComparedContents {
  readonly mistakes: readonly string[];
  readonly reworded: readonly BundleFile[];
}

/**
 * Against what the evidence makes of each file: whoever also rewrote the list of hashes is found out here. A bundle that was worded by
 * another version of this program may say the same in other words, but names every figure in its place.
 */
export function compareContents(files: ReadonlyMap<string, Buffer>, bundle: EvidenceBundle): ComparedContents {
  const made = bundleFiles(bundle);
  const isOtherWording = bundle.document.wording !== bundleWording();
  const mistakes: string[] = [];
  const reworded: BundleFile[] = [];
  for (const name of BUNDLE_FILES) {
    const found = files.get(name)?.toString('utf8');
    if (found === undefined || found === made[name]) continue;
    if (isOtherWording && name === 'hashes.txt' && found === hashLines(hashedFiles(files))) continue;
    if (isOtherWording && saysTheSame(name, found, made[name])) reworded.push(name);
    else mistakes.push(sentenceOn(name));
  }
  return { mistakes, reworded };
}

function sentenceOn(name: BundleFile): string {
  return name === 'assessment.json'
    ? 'assessment.json gives other numbers than its evidence.'
    : `${name} says something else than the evidence makes of it.`;
}

/** As the list of hashes goes over them. */
function hashedFiles(files: ReadonlyMap<string, Buffer>): Record<string, Buffer> {
  const others = BUNDLE_FILES.filter((name) => name !== 'hashes.txt');
  return Object.fromEntries(
    others.flatMap((name) => (files.has(name) ? [[name, files.get(name) ?? Buffer.of()]] : [])),
  );
}

function saysTheSame(name: BundleFile, found: string, made: string): boolean {
  if (name === 'README.txt' || name === 'arithmetic.txt') return figuresIn(found) === figuresIn(made);
  return name === 'assessment.json' && numbersIn(found) === numbersIn(made);
}

/** Every figure of a text in its order, whatever stands between them. */
function figuresIn(text: string): string {
  return text.match(/\d+/g)?.join(' ') ?? '';
}

const WORDS: ReadonlySet<string> = new Set(['explanation', 'assumptions']);

/** A result without the steps that explain it. */
function numbersIn(json: string): string {
  try {
    return canonicalJson(JSON.parse(json, (key, value: unknown) => (WORDS.has(key) ? undefined : value)));
  } catch {
    return json;
  }
}
