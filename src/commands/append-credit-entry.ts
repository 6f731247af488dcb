import { randomBytes } from 'node:crypto';
import { LARGEST_AMOUNT } from '#domain/credits/amount';
import {
  type ApplicationTarget,
  type ChainedEntry,
  entryFields,
  entryText,
  NO_HASH,
  personalText,
} from '#domain/credits/entry-text';
import type { Instant } from '#domain/time';
import type { CreditUnit, Direction, EntryKind } from '#domain/words';
import { sha256 } from '#lib/sha256';
import { type CommandContext, DomainError, inTransaction } from './context.ts';

/** What is written; number, time, name and hashes are given here. */
export interface NewCreditEntry {
  readonly contractId: string;
  readonly organizationId: string;
  readonly direction: Direction;
  readonly unit: CreditUnit;
  readonly currency: string | null;
  readonly kind: EntryKind;
  /** Below zero where it lowers the balance. */
  readonly amount: number;
  readonly reason: string;
  readonly windowStart?: Instant | null;
  readonly itemId?: string | null;
  readonly requestId?: string | null;
  readonly reversesId?: string | null;
  readonly reference?: string | null;
  readonly onceKey?: string | null;
  readonly appliedTo?: ApplicationTarget | null;
  readonly invoiceDate?: string | null;
  readonly invoiceMinor?: number | null;
  readonly invoiceCurrency?: string | null;
}

export interface AppendedEntry {
  readonly id: string;
  readonly seq: number;
  readonly hash: string;
}

/** Adds one entry to the end of its contract's chain: the only writer of the ledger. Take the ledger's lock first, then write. */
export async function appendCreditEntry(ctx: CommandContext, entry: NewCreditEntry): Promise<AppendedEntry> {
  if (!Number.isSafeInteger(entry.amount) || Math.abs(entry.amount) > LARGEST_AMOUNT) {
    throw new DomainError('invalid', 'This is larger than any credit can be.', 'amount');
  }
  return inTransaction(ctx, async (tx) => {
    const end = await lockChain(tx, entry.contractId);
    const text = { salt: randomBytes(16).toString('hex'), name: tx.actor.name, body: entry.reason };
    const chained: ChainedEntry = {
      ...EMPTY,
      ...withoutReason(entry),
      id: tx.newId(),
      seq: end.seq + 1,
      previousHash: end.hash,
      // Clocks of several processes differ; time within a chain never goes back.
      at: Math.max(tx.now(), end.lastAt),
      textHash: sha256(personalText(text)),
    };
    const { id, seq, at } = chained;
    const hash = sha256(entryText(entryFields(chained)));
    await tx.db
      .insertInto('creditEntry')
      .values({ ...chained, onceKey: entry.onceKey ?? null, hash })
      .execute();
    await tx.db
      .insertInto('personalText')
      .values({ entryId: id, ...text, writtenAt: at })
      .execute();
    await tx.db.insertInto('creditExport').values({ entryId: id, no: null }).execute();
    await tx.db
      .updateTable('creditChain')
      .set({ seq, hash, lastAt: at })
      .where('contractId', '=', entry.contractId)
      .execute();
    return { id, seq, hash };
  });
}

const EMPTY = {
  windowStart: null,
  itemId: null,
  requestId: null,
  reversesId: null,
  reference: null,
  appliedTo: null,
  invoiceDate: null,
  invoiceMinor: null,
  invoiceCurrency: null,
};

function withoutReason({ reason: _reason, onceKey: _onceKey, ...entry }: NewCreditEntry) {
  return entry;
}

/** The end of the chain, held against everyone else who appends until the transaction is over. */
async function lockChain(
  ctx: CommandContext,
  contractId: string,
): Promise<{ seq: number; hash: string; lastAt: Instant }> {
  return ctx.db
    .insertInto('creditChain')
    .values({ contractId, seq: 0, hash: NO_HASH, lastAt: 0 })
    .onConflict((conflict) => conflict.column('contractId').doUpdateSet((eb) => ({ seq: eb.ref('creditChain.seq') })))
    .returning(['seq', 'hash', 'lastAt'])
    .executeTakeFirstOrThrow();
}
