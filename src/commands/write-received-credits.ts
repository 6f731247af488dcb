import type { CreditRequest } from '#db/queries/credit-requests';
import { appendCreditEntry } from './append-credit-entry.ts';
import type { CommandContext } from './context.ts';
import type { GivenCredit } from './record-provider-decision.ts';

/** Enters what a provider credited, under the ledger's lock: a fact, which no cap of ours cuts. */
export async function writeReceivedCredits(
  ctx: CommandContext,
  input: { readonly request: CreditRequest; readonly given: GivenCredit; readonly reason: string },
): Promise<void> {
  const { request, given } = input;
  if (given.total !== null) return writeGrant(ctx, { ...input, itemId: null, amount: given.total });
  const paid = await listPaidItems(ctx, request.id);
  for (const { id, decidedAmount } of request.items) {
    const amount = given.amounts[id] ?? 0;
    if (amount === 0) continue;
    // One grant names an item; what comes later for the same one names the claim alone.
    await writeGrant(ctx, { ...input, itemId: paid.has(id) ? null : id, amount });
    if (given.unit !== request.unit) continue;
    await ctx.db
      .updateTable('creditRequestItem')
      .set({ decidedAmount: (decidedAmount ?? 0) + amount })
      .where('id', '=', id)
      .execute();
  }
}

async function listPaidItems(ctx: CommandContext, requestId: string): Promise<ReadonlySet<string | null>> {
  const rows = await ctx.db
    .selectFrom('creditEntry')
    .select('itemId')
    .where('requestId', '=', requestId)
    .where('kind', '=', 'grant')
    .execute();
  return new Set(rows.map(({ itemId }) => itemId));
}

async function writeGrant(
  ctx: CommandContext,
  input: {
    readonly request: CreditRequest;
    readonly given: GivenCredit;
    readonly reason: string;
    readonly itemId: string | null;
    readonly amount: number;
  },
): Promise<void> {
  const { request, given, reason, itemId, amount } = input;
  await appendCreditEntry(ctx, {
    contractId: request.contractId,
    organizationId: request.organizationId,
    direction: request.direction,
    unit: given.unit,
    currency: given.currency,
    kind: 'grant',
    amount,
    windowStart: request.windowStart,
    itemId,
    requestId: request.id,
    reason,
  });
}
