import { findCreditWindow, listWaitingClaims } from '#db/queries/credit-requests';
import { isSameUnit, type UnitOfCredits } from '#domain/sla/credit-unit';
import { type Instant, monthOf } from '#domain/time';
import { formatCredit, formatMonthName, unitName } from '#i18n/credits/format-credit';
import type { CommandContext } from './context.ts';
import { queueOperatorLetter } from './queue-letter.ts';

export interface PaidWindow {
  readonly contract: { readonly id: string; readonly zone: string };
  readonly windowStart: Instant;
  /** What the terms pay it in by now. */
  readonly unit: UnitOfCredits;
}

/** Tells the operators once that what was granted or asked for a window stands in another unit than it is paid in: a person decides. */
export async function tellUnitChange(ctx: CommandContext, paid: PaidWindow): Promise<void> {
  const { contract, windowStart, unit } = paid;
  const place = { contractId: contract.id, windowStart };
  const window = await findCreditWindow(ctx.db, contract.id, windowStart);
  const standing = window && window.grantedAmount !== 0 && !isSameUnit(window, unit) ? window : undefined;
  const claims = (await listWaitingClaims(ctx.db, place)).filter((claim) => !isSameUnit(claim, unit));
  if (!standing && claims.length === 0) return forget(ctx, place);
  if (!(await isNews(ctx, { ...place, ...unit }))) return;
  const { counterparty } = await ctx.db
    .selectFrom('contract')
    .select('counterparty')
    .where('id', '=', contract.id)
    .executeTakeFirstOrThrow();
  const month = monthOf(windowStart, contract.zone);
  await queueOperatorLetter(ctx, {
    role: 'money',
    letter: {
      kind: 'credit-unit-changed',
      path: `/console/contracts/${contract.id}/${month}`,
      counterparty,
      window: formatMonthName(month, 'en'),
      granted: standing ? formatCredit({ ...standing, value: standing.grantedAmount }, 'en') : '',
      claims: claims.map(({ no }) => no),
      unit: unitName(unit, 'en'),
    },
  });
}

type Place = Pick<PaidWindow, 'windowStart'> & { readonly contractId: string };

async function forget(ctx: CommandContext, { contractId, windowStart }: Place): Promise<void> {
  await ctx.db
    .deleteFrom('creditUnitChange')
    .where('contractId', '=', contractId)
    .where('windowStart', '=', windowStart)
    .execute();
}

/** Whoever writes the row tells of it; a later change to a third unit is told again. */
async function isNews(ctx: CommandContext, change: Place & UnitOfCredits): Promise<boolean> {
  const { contractId, windowStart, unit, currency } = change;
  const row = { unit, currency, at: ctx.now() };
  const written = await ctx.db
    .insertInto('creditUnitChange')
    .values({ contractId, windowStart, ...row })
    .onConflict((conflict) =>
      conflict
        .columns(['contractId', 'windowStart'])
        .doUpdateSet(row)
        .where((eb) =>
          eb.or([
            eb('creditUnitChange.unit', '<>', unit),
            eb(eb.fn.coalesce('creditUnitChange.currency', eb.val('')), '<>', currency ?? ''),
          ]),
        ),
    )
    .returning('contractId')
    .executeTakeFirst();
  return written !== undefined;
}
