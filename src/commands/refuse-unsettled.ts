import { type CommandContext, DomainError } from './context.ts';

/**
 * Refuses for now while a contract that changed is worked out again: until then a frozen window says what held before. What could
 * not be worked out at the first attempt holds up nothing.
 */
export async function refuseUnsettled(
  ctx: CommandContext,
  { contractId, windowStart }: { readonly contractId: string; readonly windowStart: number },
): Promise<void> {
  const waiting = await ctx.db
    .selectFrom('slaAssessment as assessment')
    .innerJoin('evidenceChange as change', 'change.contractId', 'assessment.contractId')
    .select('change.id')
    .where('assessment.contractId', '=', contractId)
    .where('assessment.windowStart', '=', windowStart)
    .where('assessment.revision', 'is not', null)
    .where('assessment.supersededAt', 'is', null)
    .where('change.attemptCount', '=', 0)
    .whereRef('change.startedAt', '<', 'assessment.windowEnd')
    .where((eb) => eb.or([eb('change.endedAt', 'is', null), eb('change.endedAt', '>', windowStart)]))
    .limit(1)
    .executeTakeFirst();
  if (waiting) throw new DomainError('not-yet', UNSETTLED, 'form');
}

const UNSETTLED =
  'Something about this contract has just changed, and the month is being worked out again. Look at the new figures in a minute.';
