import type { Interval } from '#domain/interval';
import { type CommandContext, DomainError, inTransaction, requireOperator } from './context.ts';
import { lockCreditLedger } from './lock-credit-ledger.ts';
import { noteEvidenceChange } from './note-evidence-change.ts';
import { readExclusionReason } from './read-exclusion-reason.ts';
import { writeAudit } from './write-audit.ts';

export interface TimeToExclude extends Interval {
  readonly contractId: string;
  /** null for every service of the contract. */
  readonly serviceId: string | null;
  readonly reason: string;
}

/** Takes time out of the downtime of a contract, for a reason that both sides read; frozen windows it touches are assessed again. */
export async function excludeTime(ctx: CommandContext, input: TimeToExclude): Promise<string> {
  requireOperator(ctx, 'money');
  const reason = readExclusionReason(input.reason, 'Say why this time does not count; the customer will read it.');
  return inTransaction(ctx, async (tx) => {
    const contract = await findContract(tx, input.contractId);
    await lockCreditLedger(tx, contract.id);
    refuseSpan(input, { ...contract, now: tx.now() });
    await refuseOtherService(tx, input);
    const { contractId, serviceId, startedAt, endedAt } = input;
    const id = await insertExclusion(tx, { contractId, serviceId, startedAt, endedAt, reason });
    const cause = { kind: 'exclusion', change: 'decided', serviceId } as const;
    await noteEvidenceChange(tx, { of: { contractId }, startedAt, endedAt, cause });
    await writeAudit(tx, {
      action: 'exclude-time',
      subjectKind: 'sla-exclusion',
      subjectId: id,
      organizationId: contract.organizationId,
      detail: { contractId, serviceId, startedAt, endedAt, reason },
    });
    return id;
  });
}

async function findContract(ctx: CommandContext, id: string) {
  const contract = await ctx.db
    .selectFrom('contract')
    .select(['id', 'organizationId', 'startsAt', 'endsAt'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (!contract) throw new DomainError('not-found', 'There is no such contract.');
  return contract;
}

function refuseSpan(
  { startedAt, endedAt }: Interval,
  { startsAt, endsAt, now }: { readonly startsAt: number; readonly endsAt: number | null; readonly now: number },
): void {
  if (endedAt <= startedAt) throw new DomainError('invalid', 'The end must be after the beginning.', 'endedAt');
  if (startedAt < startsAt) {
    throw new DomainError('invalid', 'The contract had not begun by then.', 'startedAt');
  }
  if (endsAt !== null && endedAt > endsAt) {
    throw new DomainError('invalid', 'The contract had ended by then.', 'endedAt');
  }
  if (endedAt > now) {
    throw new DomainError('invalid', 'Only time that has passed can be taken out.', 'endedAt');
  }
}

async function refuseOtherService(ctx: CommandContext, { contractId, serviceId }: TimeToExclude): Promise<void> {
  if (serviceId === null) return;
  const covered = await ctx.db
    .selectFrom('contractService')
    .select('serviceId')
    .where('contractId', '=', contractId)
    .where('serviceId', '=', serviceId)
    .executeTakeFirst();
  if (!covered) throw new DomainError('invalid', 'Choose one of the services of this contract.', 'serviceId');
}

async function insertExclusion(ctx: CommandContext, span: TimeToExclude): Promise<string> {
  const { actor } = ctx;
  const inserted = await ctx.db
    .insertInto('slaExclusion')
    .values({
      ...span,
      id: ctx.newId(),
      decidedBy: actor.id ?? actor.kind,
      decidedByName: actor.name,
      createdAt: ctx.now(),
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!inserted) throw new DomainError('conflict', 'Exactly this time is taken out already.');
  return inserted.id;
}
