import { listAffectedCredits } from '#db/queries/affected-credits';
import { getSecondSums } from '#db/queries/claim-rules';
import { findIncidentReach } from '#db/queries/incident-reach';
import { type AffectedCredit, keyOfAffected } from '#domain/credits/many/affected';
import { type PlannedItem, planBulkItem } from '#domain/credits/many/plan-bulk';
import type { BulkAction } from '#domain/words';
import { BULK_REFUSALS } from '#i18n/credits/bulk-words';
import { type CommandContext, DomainError, inTransaction, requireOperator } from './context.ts';

export interface BulkChoice {
  readonly incidentId: string;
  readonly action: BulkAction;
  /** Read by every customer; the note of what is asked for. */
  readonly reason: string;
  /** Chosen rows, by `keyOfAffected`. */
  readonly keys: readonly string[];
}

const LONGEST_REASON = 5_000;
const ROWS_PER_STATEMENT = 500;

/** Writes down what one step would do for each chosen contract; nothing happens before it is confirmed. */
export async function prepareBulkDecision(ctx: CommandContext, choice: BulkChoice): Promise<{ readonly id: string }> {
  requireOperator(ctx, 'money');
  const reason = choice.reason.trim();
  if (choice.keys.length === 0) throw new DomainError('invalid', 'Choose at least one contract.', 'keys');
  if (reason === '') throw new DomainError('invalid', 'Give the reason; every customer will read it.', 'reason');
  if (reason.length > LONGEST_REASON) throw new DomainError('invalid', 'The reason is too long.', 'reason');
  const rows = await chosenRows(ctx, choice);
  const secondAbove = await getSecondSums(ctx.db, ctx.now());
  const planned = rows.map((row) => ({ row, planned: planBulkItem(row, { action: choice.action, secondAbove }) }));
  return inTransaction(ctx, async (tx) => {
    const id = tx.newId();
    await tx.db
      .insertInto('bulkDecision')
      .values({
        id,
        incidentId: choice.incidentId,
        action: choice.action,
        reason,
        preparedBy: tx.actor.id ?? tx.actor.kind,
        preparedByName: tx.actor.name,
        preparedAt: tx.now(),
      })
      .execute();
    const items = planned.map((one) => itemOf(tx, id, one));
    for (let from = 0; from < items.length; from += ROWS_PER_STATEMENT) {
      await tx.db
        .insertInto('bulkDecisionItem')
        .values(items.slice(from, from + ROWS_PER_STATEMENT))
        .execute();
    }
    return { id };
  });
}

async function chosenRows(ctx: CommandContext, { incidentId, keys }: BulkChoice): Promise<AffectedCredit[]> {
  const incident = await findIncidentReach(ctx.db, incidentId);
  if (!incident) throw new DomainError('not-found', 'There is no such incident.');
  const chosen = new Set(keys);
  const contractIds = new Set(keys.map((key) => key.slice(0, key.lastIndexOf('.'))));
  const rows = await listAffectedCredits(ctx.db, { hits: incident.hits, now: ctx.now(), contractIds });
  const found = rows.filter((row) => chosen.has(keyOfAffected(row)));
  if (found.length < chosen.size) {
    throw new DomainError('conflict', 'The incident has changed meanwhile: choose the contracts again.', 'keys');
  }
  return found;
}

function itemOf(
  ctx: CommandContext,
  bulkId: string,
  { row, planned }: { readonly row: AffectedCredit; readonly planned: PlannedItem },
) {
  const refused = planned.plan === 'refuse';
  return {
    bulkId,
    contractId: row.contractId,
    windowStart: row.windowStart,
    month: row.month,
    organizationId: row.organizationId,
    serviceIds: JSON.stringify(planned.services.map(({ serviceId }) => serviceId)),
    unit: row.owed.unit,
    currency: row.owed.currency,
    plannedAmount: planned.amount,
    planned: planned.plan,
    state: refused ? ('refused' as const) : ('waiting' as const),
    sentence: planned.why === null ? null : BULK_REFUSALS[planned.why],
    requestNos: '[]',
    attemptCount: 0,
    doneAt: refused ? ctx.now() : null,
  };
}
