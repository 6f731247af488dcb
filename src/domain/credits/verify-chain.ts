import { type EntryFields, entryText, NO_HASH, type PersonalText, personalText } from './entry-text.ts';

/** An entry as it is found in a database or a statement, before anything of it is believed. */
export interface FoundEntry {
  readonly fields: EntryFields;
  readonly hash: string;
  /** Its name and reason; `removed` once they were blanked. */
  readonly text: PersonalText | 'removed' | 'missing';
}

export interface HeadMark {
  readonly seq: number;
  readonly hash: string;
}

export interface ChainBreak {
  readonly contractId: string;
  /** The first bad entry; null where what is wrong is not one entry. */
  readonly seq: number | null;
  readonly entryId: string | null;
  readonly sentence: string;
}

export interface ChainCheck {
  readonly contractId: string;
  readonly sha256: (text: string) => string;
  /** A statement may begin in the middle of the chain; a database may not. */
  readonly from: 'first-entry' | 'anywhere';
  /** Balances before the first entry, by `balanceName`. */
  readonly opening?: ReadonlyMap<string, number>;
  /** What the chain must end with, or have gone through. */
  readonly heads?: readonly HeadMark[];
}

/** The first thing that is wrong with a contract's entries, given in their order; undefined when the chain is whole. */
export function findChainBreak(entries: readonly FoundEntry[], check: ChainCheck): ChainBreak | undefined {
  const walk: Walk = { balances: new Map(check.opening), amounts: new Map(), reversed: new Set() };
  let previous: FoundEntry | undefined;
  for (const entry of entries) {
    const sentence =
      wrongPlace(entry, previous, check) ??
      wrongHash(entry, check) ??
      wrongReversal(entry, walk) ??
      wrongBalance(entry, walk);
    if (sentence) return breakAt(entry, check, sentence);
    previous = entry;
  }
  return wrongHead(entries, check);
}

/** What is known of the entries gone through so far. */
interface Walk {
  readonly balances: Map<string, number>;
  readonly amounts: Map<string, number>;
  readonly reversed: Set<string>;
}

/** Names what is added up: amounts of different units or currencies never are. */
export function balanceName({ direction, unit, currency, window }: EntryFields): string {
  return [direction, unit, currency, unit === 'percent' ? window : ''].join('|');
}

function wrongPlace({ fields }: FoundEntry, previous: FoundEntry | undefined, check: ChainCheck): string | undefined {
  if (fields.contract !== check.contractId) return 'belongs to another contract';
  const seq = Number(fields.seq);
  if (!previous) {
    if (check.from === 'anywhere') return Number.isSafeInteger(seq) && seq > 0 ? undefined : 'has no number';
    if (seq !== 1) return `is the first one found, and the entries from 1 to ${seq - 1} are missing`;
    return fields.previous === NO_HASH ? undefined : 'is the first one, but names an entry before it';
  }
  const last = Number(previous.fields.seq);
  if (seq <= last) return `stands behind number ${last}: a number is there twice or out of order`;
  if (seq > last + 1) {
    return `follows number ${last}: ${seq - last === 2 ? `number ${last + 1} is` : `numbers ${last + 1} to ${seq - 1} are`} missing`;
  }
  if (fields.previous !== previous.hash) return 'does not name the hash of the entry before it';
  return fields.at < previous.fields.at ? 'is dated before the entry in front of it' : undefined;
}

function wrongHash({ fields, hash, text }: FoundEntry, { sha256 }: ChainCheck): string | undefined {
  if (sha256(entryText(fields)) !== hash) return 'was altered: its content does not give its hash';
  if (text === 'missing') return 'lacks its name and reason, and does not say that they were removed';
  if (text === 'removed' || sha256(personalText(text)) === fields.text) return undefined;
  return 'was altered: its name or reason is not the one that was written';
}

function wrongReversal({ fields }: FoundEntry, { amounts, reversed }: Walk): string | undefined {
  const { kind, entry, reverses } = fields;
  const amount = Number(fields.amount);
  amounts.set(entry, amount);
  if ((kind === 'reversal') !== (reverses !== '')) return 'does not say rightly which entry it takes back';
  if (reverses === '') return undefined;
  const before = amounts.get(reverses);
  if (before !== undefined && before !== -amount) return 'takes back another amount than the entry had';
  if (reversed.has(reverses)) return 'takes back an entry that was taken back before';
  reversed.add(reverses);
  return undefined;
}

function wrongBalance({ fields }: FoundEntry, { balances }: Walk): string | undefined {
  const name = balanceName(fields);
  const balance = (balances.get(name) ?? 0) + Number(fields.amount);
  balances.set(name, balance);
  return balance < 0 ? 'takes the balance below zero' : undefined;
}

function wrongHead(entries: readonly FoundEntry[], check: ChainCheck): ChainBreak | undefined {
  const last = entries.at(-1);
  const end = last ? Number(last.fields.seq) : 0;
  for (const head of check.heads ?? []) {
    if (head.seq > end) {
      const missing = `The end is missing: the last entry is number ${end}, and the chain went on to number ${head.seq}.`;
      return { contractId: check.contractId, seq: end + 1, entryId: null, sentence: missing };
    }
    const entry = entries.find(({ fields }) => Number(fields.seq) === head.seq);
    if (!entry) return wrongBeginning(entries[0], head, check);
    if (entry.hash !== head.hash) return breakAt(entry, check, 'is not the one this head was given for');
  }
  return undefined;
}

/** What begins in the middle can be compared with the head right before it, and with no earlier one. */
function wrongBeginning(first: FoundEntry | undefined, head: HeadMark, check: ChainCheck): ChainBreak | undefined {
  const begins = first ? Number(first.fields.seq) : 1;
  if (first && head.seq === begins - 1) {
    if (first.fields.previous === head.hash) return undefined;
    return breakAt(first, check, 'does not follow the entry this head was given for');
  }
  const sentence = `The entries begin with number ${begins}: a head of number ${head.seq} cannot be compared with them.`;
  return { contractId: check.contractId, seq: null, entryId: null, sentence };
}

function breakAt({ fields }: FoundEntry, { contractId }: ChainCheck, what: string): ChainBreak {
  return { contractId, seq: Number(fields.seq), entryId: fields.entry, sentence: `Entry ${fields.seq} ${what}.` };
}
