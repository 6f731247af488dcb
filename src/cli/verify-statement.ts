import { balanceName, type ChainBreak, findChainBreak, type HeadMark } from '#domain/credits/verify-chain';
import { type FoundStatement, readStatement } from '#lib/read-statement';
import { sha256 } from '#lib/sha256';
import { CommandLineError } from './command-line-error.ts';
import type { LedgerVerdict } from './verify-ledger.ts';

interface Asked {
  readonly contractId?: string | undefined;
  readonly head?: HeadMark | undefined;
}

/** Checks a statement by itself: its entries are chained, its balances add up, it ends where it says. */
export function verifyStatement(text: string, { contractId, head }: Asked): LedgerVerdict {
  const found = readStatement(text);
  if (typeof found === 'string') throw new CommandLineError(found);
  const chosen = found.filter((one) => contractId === undefined || one.contractId === contractId);
  if (contractId !== undefined && chosen.length === 0) {
    throw new CommandLineError(`This statement has nothing of contract ${contractId}.`);
  }
  if (head && chosen.length > 1) {
    throw new CommandLineError('A head belongs to one contract: name it with --contract.');
  }
  const breaks = chosen.map((one) => breakOf(one, head)).filter((one) => one !== undefined);
  const ends = chosen.flatMap((one) => (one.head ? [{ contractId: one.contractId, head: one.head }] : []));
  const entries = chosen.reduce((sum, one) => sum + one.entries.length, 0);
  return { contracts: chosen.length, entries, breaks, ends };
}

function breakOf(found: FoundStatement, given: HeadMark | undefined): ChainBreak | undefined {
  const { contractId, entries, opening } = found;
  const heads = [found.head, given].filter((head) => head !== undefined);
  // Without entries there is nothing that a head could be compared with, but a head itself.
  const comparable = entries.length > 0 ? heads : [];
  return (
    findChainBreak(entries, { contractId, sha256, from: 'anywhere', opening, heads: comparable }) ??
    otherHead(found, given) ??
    misprint(found) ??
    wrongClosing(found)
  );
}

function otherHead({ contractId, head, entries }: FoundStatement, given: HeadMark | undefined): ChainBreak | undefined {
  const last = entries.at(-1);
  if (last && head && Number(last.fields.seq) !== head.seq) {
    return plain(
      contractId,
      `The statement ends with entry ${last.fields.seq} and gives entry ${head.seq} as its end.`,
    );
  }
  if (!given || entries.length > 0) return undefined;
  if (head && head.seq === given.seq && head.hash === given.hash) return undefined;
  return plain(contractId, 'The statement has no entries and ends with another head than the one given.');
}

function misprint({ contractId, misprinted, entries }: FoundStatement): ChainBreak | undefined {
  const [seq] = misprinted;
  if (seq === undefined) return undefined;
  const entryId = entries.find(({ fields }) => Number(fields.seq) === seq)?.fields.entry ?? null;
  return { contractId, seq, entryId, sentence: `Entry ${seq} shows another amount than the one that is hashed.` };
}

function wrongClosing({ contractId, entries, opening, closing }: FoundStatement): ChainBreak | undefined {
  const sums = new Map(opening);
  for (const { fields } of entries) {
    const name = balanceName(fields);
    sums.set(name, (sums.get(name) ?? 0) + Number(fields.amount));
  }
  const wrong = [...new Set([...sums.keys(), ...closing.keys()])].find(
    (name) => (sums.get(name) ?? 0) !== (closing.get(name) ?? 0),
  );
  if (wrong === undefined) return undefined;
  const sentence = `The closing balance is given as ${closing.get(wrong) ?? 0}; opening balance and entries add up to ${sums.get(wrong) ?? 0}.`;
  return plain(contractId, sentence);
}

function plain(contractId: string, sentence: string): ChainBreak {
  return { contractId, seq: null, entryId: null, sentence };
}
