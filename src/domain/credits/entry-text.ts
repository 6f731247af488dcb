import { type Instant, toIso } from '../time.ts';
import type { CreditUnit, Direction, EntryKind } from '../words.ts';

/** What an application goes to. */
export const APPLICATION_TARGETS = ['invoice', 'term'] as const;
export type ApplicationTarget = (typeof APPLICATION_TARGETS)[number];

/** The first line of the text that is hashed; another way of writing it down gets another number. */
export const ENTRY_FORMAT = 'outage-ledger-entry-1';
export const PERSONAL_FORMAT = 'outage-ledger-text-1';

/** What stands in place of the hash before the first entry of a contract. */
export const NO_HASH = '0'.repeat(64);

/** An entry as it is chained to the one before it. */
export interface ChainedEntry {
  readonly contractId: string;
  readonly seq: number;
  readonly previousHash: string;
  readonly id: string;
  readonly organizationId: string;
  readonly at: Instant;
  readonly kind: EntryKind;
  readonly direction: Direction;
  readonly unit: CreditUnit;
  readonly currency: string | null;
  readonly amount: number;
  readonly windowStart: Instant | null;
  readonly requestId: string | null;
  readonly itemId: string | null;
  readonly reversesId: string | null;
  readonly reference: string | null;
  readonly appliedTo: ApplicationTarget | null;
  readonly invoiceDate: string | null;
  readonly invoiceMinor: number | null;
  readonly invoiceCurrency: string | null;
  /** Stands for the names and the free text, which may be removed one day. */
  readonly textHash: string;
}

/** The lines of an entry's text, in this order; a statement has a column for each. */
const LINES = {
  contract: ({ contractId }) => contractId,
  seq: ({ seq }) => String(seq),
  previous: ({ previousHash }) => previousHash,
  entry: ({ id }) => id,
  organization: ({ organizationId }) => organizationId,
  at: ({ at }) => toIso(at),
  kind: ({ kind }) => kind,
  direction: ({ direction }) => direction,
  unit: ({ unit }) => unit,
  currency: ({ currency }) => currency ?? '',
  amount: ({ amount }) => String(amount),
  window: ({ windowStart }) => (windowStart === null ? '' : toIso(windowStart)),
  request: ({ requestId }) => requestId ?? '',
  item: ({ itemId }) => itemId ?? '',
  reverses: ({ reversesId }) => reversesId ?? '',
  reference: ({ reference }) => reference ?? '',
  'applied-to': ({ appliedTo }) => appliedTo ?? '',
  'invoice-date': ({ invoiceDate }) => invoiceDate ?? '',
  'invoice-amount': ({ invoiceMinor }) => (invoiceMinor === null ? '' : String(invoiceMinor)),
  'invoice-currency': ({ invoiceCurrency }) => invoiceCurrency ?? '',
  text: ({ textHash }) => textHash,
} as const satisfies Readonly<Record<string, (entry: ChainedEntry) => string>>;

export type EntryField = keyof typeof LINES;
export const ENTRY_FIELDS = Object.keys(LINES) as readonly EntryField[];

/** An entry as plain texts by the name of their line. */
export type EntryFields = Readonly<Record<EntryField, string>>;

export function entryFields(entry: ChainedEntry): EntryFields {
  return Object.fromEntries(ENTRY_FIELDS.map((name) => [name, LINES[name](entry)])) as Record<EntryField, string>;
}

/** The text whose SHA-256 is the hash of the entry. */
export function entryText(fields: EntryFields): string {
  return [ENTRY_FORMAT, ...ENTRY_FIELDS.map((name) => `${name}=${oneLine(fields[name])}`)].join('\n');
}

/** The names and free text of an entry, with the salt that keeps a removed text from being guessed. */
export interface PersonalText {
  readonly salt: string;
  readonly name: string;
  readonly body: string;
}

/** The text whose SHA-256 stands in the entry for its names and free text. */
export function personalText({ salt, name, body }: PersonalText): string {
  return [PERSONAL_FORMAT, `salt=${oneLine(salt)}`, `by=${oneLine(name)}`, `reason=${oneLine(body)}`].join('\n');
}

function oneLine(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\r', '\\r').replaceAll('\n', '\\n');
}
