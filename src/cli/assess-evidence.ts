import { readFile, stat } from 'node:fs/promises';
import { canonicalJson } from '#domain/canonical-json';
import { unmeasuredServices } from '#domain/credits/assess-contract';
import type { Language } from '#domain/words';
import { assessmentText } from '#lib/assessment-text';
import { BundleError, type CheckedBundle, checkBundle, LARGEST_BUNDLE } from '#lib/check-bundle';
import { CommandLineError } from './command-line-error.ts';
import { resolveTyped } from './read-input.ts';

export interface EvidenceRun {
  readonly output: string;
  /** Whether every file is as its evidence makes it. */
  readonly sound: boolean;
}

/** Checks an evidence bundle and works out its result anew. */
export async function runAssessEvidence(
  path: string,
  { lang, text }: { readonly lang: Language; readonly text: boolean },
): Promise<EvidenceRun> {
  const checked = check(await readBundle(path), path);
  const { window, evidenceHash, mistakes, reworded } = checked;
  const sound = mistakes.length === 0;
  if (!text) {
    const report = { sound, mistakes, reworded, evidenceHash, ledgerHead: checked.document.ledgerHead, result: window };
    return { output: `${canonicalJson(report)}\n`, sound };
  }
  return {
    output: `${assessmentText(window.assessment, lang, unmeasuredServices(window))}\n${verdictText(checked)}\n`,
    sound,
  };
}

async function readBundle(path: string): Promise<Buffer> {
  const file = resolveTyped(path);
  try {
    if ((await stat(file)).size > LARGEST_BUNDLE) {
      throw new CommandLineError(`The file “${path}” is too large for an evidence bundle.`);
    }
    return await readFile(file);
  } catch (error) {
    if (error instanceof CommandLineError) throw error;
    throw new CommandLineError(`The file “${path}” cannot be read.`);
  }
}

function check(bytes: Buffer, path: string): CheckedBundle {
  try {
    return checkBundle(bytes);
  } catch (error) {
    if (error instanceof BundleError) throw new CommandLineError(`“${path}”: ${error.message}`);
    throw error;
  }
}

function verdictText({ mistakes, reworded, evidenceHash, document }: CheckedBundle): string {
  const head = document.ledgerHead;
  const facts = [
    `Evidence hash: ${evidenceHash}`,
    head ? `Ledger when it was made: entry ${head.seq}, hash ${head.hash}` : 'Ledger when it was made: no entry',
  ];
  const verdict =
    mistakes.length === 0
      ? ['Every file is as its evidence makes it, and the numbers are the same.', ...rewordedText(reworded)]
      : ['THIS BUNDLE IS NOT AS IT WAS MADE:', ...mistakes.map((mistake) => `  – ${mistake}`)];
  return [...facts, ...verdict].join('\n');
}

/** Words are not figures: what another version wrote is read beside the result above, not in its place. */
function rewordedText(reworded: CheckedBundle['reworded']): string[] {
  if (reworded.length === 0) return [];
  return [`Worded by another version of this program, with the same figures: ${reworded.join(', ')}.`];
}
