import type { Db } from '#db/connect';
import {
  findChainHead,
  listChainedContracts,
  listFoundEntries,
  listUnkeptWindows,
  listWindowSums,
} from '#db/queries/credit-chain';
import { type ChainBreak, findChainBreak, type HeadMark } from '#domain/credits/verify-chain';
import { findWrongWindow, unkeptSentence } from '#domain/credits/window-sum';
import { sha256 } from '#lib/sha256';
import { CommandLineError } from './command-line-error.ts';

export interface LedgerVerdict {
  readonly contracts: number;
  readonly entries: number;
  readonly breaks: readonly ChainBreak[];
  /** Where the chains that were asked for by name end. */
  readonly ends: readonly { readonly contractId: string; readonly head: HeadMark }[];
}

/** Checks every chain of the database, or one: numbers, contents, names, balances, the kept heads and the sums of windows. */
export async function verifyLedger(
  db: Db,
  asked: { readonly contractId?: string | undefined; readonly head?: HeadMark | undefined },
): Promise<LedgerVerdict> {
  const all = await listChainedContracts(db);
  const { contractId } = asked;
  if (contractId !== undefined && !all.includes(contractId) && !asked.head) {
    throw new CommandLineError(`No contract ${contractId} has entries in the ledger.`);
  }
  const chosen = contractId === undefined ? all : [contractId];
  const breaks: ChainBreak[] = [];
  let entries = 0;
  for (const id of chosen) {
    const found = await verifyContract(db, id, asked.head);
    entries += found.entries;
    if (found.broken) breaks.push(found.broken);
  }
  const head = contractId === undefined ? undefined : await findChainHead(db, contractId);
  const ends = contractId !== undefined && head ? [{ contractId, head }] : [];
  return { contracts: chosen.length, entries, breaks, ends };
}

async function verifyContract(
  db: Db,
  contractId: string,
  given: HeadMark | undefined,
): Promise<{ readonly entries: number; readonly broken: ChainBreak | undefined }> {
  // One moment for all three: an entry written meanwhile must not look like a break.
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (tx) => {
      const entries = await listFoundEntries(tx, contractId);
      const kept = await findChainHead(tx, contractId);
      const heads = [kept, given].filter((head) => head !== undefined);
      const broken =
        findChainBreak(entries, { contractId, sha256, from: 'first-entry', heads }) ??
        headBreak(contractId, entries.length, kept) ??
        windowBreak(contractId, unkeptSentence(await listUnkeptWindows(tx, contractId))) ??
        windowBreak(contractId, findWrongWindow(await listWindowSums(tx, contractId)));
      return { entries: entries.length, broken };
    });
}

function headBreak(contractId: string, count: number, kept: HeadMark | undefined): ChainBreak | undefined {
  if ((kept?.seq ?? 0) === count) return undefined;
  const sentence = `The kept head is number ${kept?.seq ?? 0}, and there are ${count} entries.`;
  return { contractId, seq: (kept?.seq ?? 0) + 1, entryId: null, sentence };
}

function windowBreak(contractId: string, sentence: string | undefined): ChainBreak | undefined {
  return sentence === undefined ? undefined : { contractId, seq: null, entryId: null, sentence };
}
