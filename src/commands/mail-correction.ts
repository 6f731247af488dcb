import { findCreditRequest } from '#db/queries/credit-requests';
import type { Proposal } from '#db/queries/proposals';
import { monthOf } from '#domain/time';
import { formatCredit, formatMonthName } from '#i18n/credits/format-credit';
import { localText } from '#i18n/language';
import type { CommandContext } from './context.ts';
import { mailAsker } from './mail-credit-claim.ts';

/** Tells the admin who asked what became of a correction after his credit was granted, in the language of the claim. */
export async function mailCorrection(
  ctx: CommandContext,
  input: { readonly proposal: Proposal; readonly outcome: 'accepted' | 'dismissed'; readonly reason: string },
): Promise<void> {
  const { proposal, outcome, reason } = input;
  const { kind, unit, currency, names, windowStart, zone, creditedAmount, targetAmount } = proposal;
  const request = await findCreditRequest(ctx.db, 'every-organization', proposal.requestNo);
  if (!request) return;
  const { no, lang } = request;
  await mailAsker(ctx, request, {
    kind: 'credit-corrected',
    path: `/portal/credits/requests/${no}?lang=${lang}`,
    no,
    change: kind,
    outcome: outcome === 'accepted' ? kind : 'dismissed',
    service: localText(names, lang).text,
    amount: formatCredit({ unit, value: Math.abs(targetAmount - creditedAmount), currency }, lang),
    window: formatMonthName(monthOf(windowStart, zone), lang),
    reason,
  });
}
