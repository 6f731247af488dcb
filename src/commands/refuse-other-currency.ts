import { getFollowedPolicy } from '#db/queries/policies';
import { type CommandContext, DomainError } from './context.ts';
import { lockCreditLedger } from './lock-credit-ledger.ts';
import type { FeeChange } from './note-fee-change.ts';

interface InCurrency {
  readonly currency: string | null;
}

/** Refuses a currency for a contract while credits reckoned from its fee stand in another one. */
export async function refuseOtherCurrency(
  ctx: CommandContext,
  before: FeeChange['contract'] & InCurrency,
  { currency }: InCurrency,
): Promise<void> {
  if (currency === null || before.currency === currency) return;
  const { policy, followed } = await getFollowedPolicy(ctx.db, before);
  if (![policy, ...followed].some(({ terms }) => terms.credit.unit === 'multiple')) return;
  await lockCreditLedger(ctx, before.id);
  const standing = await ctx.db
    .selectFrom('creditWindow')
    .select('currency')
    .where('contractId', '=', before.id)
    .where('unit', '=', 'money')
    .where('currency', '<>', currency)
    .where('grantedAmount', '<>', 0)
    .executeTakeFirst();
  if (!standing) return;
  throw new DomainError(
    'conflict',
    `Credits in ${standing.currency} were granted under this contract, reckoned from its fee. Take them back first; ` +
      'where the contract itself goes over to another currency, end it and record the new one.',
    'currency',
  );
}
