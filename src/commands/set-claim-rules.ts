import { CLAIM_RULES_KEY, getClaimRules } from '#db/queries/claim-rules';
import { LARGEST_AMOUNT } from '#domain/credits/amount';
import type { ClaimRules } from '#domain/credits/claim-clock';
import { easingOf } from '#domain/credits/second-sums';
import type { Instant } from '#domain/time';
import { CREDIT_UNITS } from '#domain/words';
import { bumpCounter } from './bump-counter.ts';
import { type CommandContext, DomainError, inTransaction, requireOperator } from './context.ts';
import { queueOperatorLetter } from './queue-letter.ts';
import { writeAudit } from './write-audit.ts';

/** Sets how long the steps of claims may take and which sums need two operators; claims that wait keep their own, and a raised sum counts a day later. */
export async function setClaimRules(ctx: CommandContext, rules: ClaimRules): Promise<void> {
  requireOperator(ctx, 'money');
  refuseImpossible(rules);
  return inTransaction(ctx, async (tx) => {
    // Of two who save at once the second writes over what the first wrote, and both changes are on record.
    await bumpCounter(tx, CLAIM_RULES_KEY);
    const before = await getClaimRules(tx.db);
    const easing = easingOf(before, rules.secondAbove, tx.now());
    const row = { value: JSON.stringify({ ...rules, easing }), updatedAt: tx.now() };
    await tx.db
      .insertInto('setting')
      .values({ key: CLAIM_RULES_KEY, ...row })
      .onConflict((conflict) => conflict.column('key').doUpdateSet(row))
      .execute();
    await writeAudit(tx, {
      action: 'set-claim-rules',
      subjectKind: 'setting',
      subjectId: CLAIM_RULES_KEY,
      detail: { before, after: rules },
    });
    if (easing !== null && easing.until !== before.easing?.until) await tellOthers(tx, easing.until);
  });
}

/** Who raises a sum alone does not do it unseen: the day before it counts is for the others to object. */
async function tellOthers(ctx: CommandContext, from: Instant): Promise<void> {
  const letter = {
    kind: 'second-sum-raised',
    path: '/console/credits/settings',
    byName: ctx.actor.name,
    from,
  } as const;
  await queueOperatorLetter(ctx, { role: 'money', letter });
}

function refuseImpossible({ secondAbove, remindDays, ...days }: ClaimRules): void {
  for (const [field, count] of Object.entries(days)) {
    if (!Number.isSafeInteger(count) || count < 1 || count > 366) {
      throw new DomainError('invalid', 'This is a number of days from 1 to 366.', field);
    }
  }
  if (remindDays.length > 10 || remindDays.some((day) => !Number.isSafeInteger(day) || day < 0 || day > 366)) {
    throw new DomainError('invalid', 'These are at most ten numbers of days, such as 14, 7, 2.', 'remindDays');
  }
  for (const unit of CREDIT_UNITS) {
    const sum = secondAbove[unit];
    if (sum !== null && (!Number.isSafeInteger(sum) || sum < 0 || sum > LARGEST_AMOUNT)) {
      throw new DomainError('invalid', 'This is a sum in its unit, or nothing.', `above-${unit}`);
    }
  }
}
