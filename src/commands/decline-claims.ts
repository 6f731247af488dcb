import { findAffectedCredit } from '#db/queries/affected-credits';
import { waits } from '#domain/credits/many/plan-bulk';
import { BULK_REFUSALS } from '#i18n/credits/bulk-words';
import { type CommandContext, DomainError, inTransaction } from './context.ts';
import { decideCreditRequest } from './decide-credit-request.ts';
import type { ItemResult } from './do-bulk-item.ts';
import { lockCreditLedger } from './lock-credit-ledger.ts';

export interface WindowDecline {
  readonly contractId: string;
  readonly month: string;
  readonly serviceIds: readonly string[];
  readonly reason: string;
}

/** Declines every claim that waits on these services of a window. */
export async function declineClaims(ctx: CommandContext, input: WindowDecline): Promise<ItemResult> {
  return inTransaction(ctx, async (tx) => {
    await lockCreditLedger(tx, input.contractId);
    const row = await findAffectedCredit(tx.db, input, tx.now());
    if (row?.state === 'appeal') throw new DomainError('conflict', BULK_REFUSALS['under-appeal']);
    const waiting = (row?.services ?? []).filter(waits);
    const requestNos = [...new Set(waiting.flatMap(({ claim }) => claim?.requestNo ?? []))].toSorted((a, b) => a - b);
    if (requestNos.length === 0) throw new DomainError('conflict', BULK_REFUSALS['nothing-asked']);
    for (const no of requestNos) {
      await decideCreditRequest(tx, { no, decision: 'decline', amounts: {}, reason: input.reason });
    }
    return { outcome: 'declined', amount: 0, requestNos };
  });
}
