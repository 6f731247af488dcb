import { canonicalJson } from '#domain/canonical-json';
import type { ContractWindow } from '#domain/credits/assess-contract';
import { assessInput } from '#domain/credits/closed-window';
import type { EvidenceDocument } from '#domain/credits/evidence-document';
import { compareContents } from './compare-bundle.ts';
import { BUNDLE_FILES, type BundleFile, hashLines } from './evidence-bundle.ts';
import { readEvidenceDocument } from './evidence-schema.ts';
import { readZip, ZipError } from './read-zip.ts';
import { sha256 } from './sha256.ts';

/** Larger than any real bundle; what is larger is refused before it is unpacked. */
export const LARGEST_BUNDLE = 8 * 1024 * 1024;
const LIMITS = { entries: 20, bytesPerEntry: 32 * 1024 * 1024 };

export interface CheckedBundle {
  readonly document: EvidenceDocument;
  /** Worked out here from the evidence alone. */
  readonly window: ContractWindow;
  readonly evidenceHash: string;
  /** Every way in which the bundle is not what its evidence makes it; empty when all is well. */
  readonly mistakes: readonly string[];
  /** Files that another version of this program wrote in other words, with the same figures. */
  readonly reworded: readonly BundleFile[];
}

/** Thrown with a sentence when there is nothing to work out. */
export class BundleError extends Error {
  override readonly name = 'BundleError';
}

/** Reads a bundle, works out the result anew and names every file that was changed, is missing or does not belong to it. */
export function checkBundle(bytes: Buffer): CheckedBundle {
  if (bytes.length > LARGEST_BUNDLE) throw new BundleError('It is too large for an evidence bundle.');
  const files = unpackBundle(bytes);
  const evidence = files.get('evidence.json');
  if (!evidence) throw new BundleError('It holds no evidence.json: there is nothing to work out.');
  const read = readEvidenceDocument(evidence.toString('utf8'));
  if (!read.ok) throw new BundleError(read.sentence);
  const { document } = read;
  const window = workOut(document);
  const evidenceHash = sha256(canonicalJson(document.arithmetic));
  const { mistakes: contents, reworded } = compareContents(files, { document, window });
  const mistakes = [
    ...strangers(files),
    ...hashMistakes(files),
    ...contents,
    ...(document.frozen && document.frozen.evidenceHash !== evidenceHash
      ? ['The evidence is not the one that was frozen: its hash is another.']
      : []),
  ];
  return { document, window, evidenceHash, mistakes, reworded };
}

function unpackBundle(bytes: Buffer): Map<string, Buffer> {
  try {
    return readZip(bytes, LIMITS);
  } catch (error) {
    if (error instanceof ZipError || error instanceof RangeError) throw new BundleError(sentenceOf(error));
    throw error;
  }
}

function sentenceOf(error: Error): string {
  return error instanceof ZipError ? error.message : 'It is damaged.';
}

function workOut({ arithmetic }: EvidenceDocument): ContractWindow {
  try {
    return assessInput(arithmetic);
  } catch {
    throw new BundleError('The terms in evidence.json cannot be worked out: they are damaged or of another version.');
  }
}

function strangers(files: ReadonlyMap<string, Buffer>): string[] {
  const known = new Set<string>(BUNDLE_FILES);
  const extra = [...files.keys()].filter((name) => !known.has(name));
  const missing = BUNDLE_FILES.filter((name) => !files.has(name));
  return [
    ...missing.map((name) => `${name} is missing.`),
    ...extra.map((name) => `“${printable(name)}” does not belong to a bundle.`),
  ];
}

function printable(name: string): string {
  return name.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 80);
}

/** Against the list that came along: an altered file is named even by a reader without this program. */
function hashMistakes(files: ReadonlyMap<string, Buffer>): string[] {
  const listed = files.get('hashes.txt')?.toString('utf8');
  if (listed === undefined) return [];
  return BUNDLE_FILES.filter((name) => name !== 'hashes.txt').flatMap((name) => {
    const content = files.get(name);
    if (!content || listed.includes(hashLines({ [name]: content }))) return [];
    return [`${name} was altered: its hash is not the one in hashes.txt.`];
  });
}
