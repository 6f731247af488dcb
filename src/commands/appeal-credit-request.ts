import { getClaimRules } from '#db/queries/claim-rules';
import { type CreditRequest, listClaimedItems } from '#db/queries/credit-requests';
import { daysAfter } from '#domain/credits/claim-clock';
import type { Language } from '#domain/words';
import { type CreditRefusals, creditRefusals } from '#i18n/credits/refusals';
import { localText } from '#i18n/language';
import { takeClaim } from './claim-in-hand.ts';
import { type CommandContext, DomainError, inTransaction } from './context.ts';
import { mailOperatorsStep } from './mail-credit-claim.ts';
import { moveCreditRequest } from './move-credit-request.ts';
import { writeAudit } from './write-audit.ts';
import { checkText, writeCreditMessage } from './write-credit-message.ts';

export interface CreditAppeal {
  readonly no: number;
  readonly body: string;
  readonly lang: Language;
}

/** Once, and within the set days, an admin asks for what an answer left out; it goes to somebody who took no part in that answer. */
export async function appealCreditRequest(ctx: CommandContext, input: CreditAppeal): Promise<void> {
  const { no, lang } = input;
  const words = creditRefusals(lang);
  const body = checkText(input.body, { needed: words.appealNeeded, tooLong: words.textTooLong });
  return inTransaction(ctx, async (tx) => {
    const { request } = await takeClaim(tx, { no, move: 'appeal', lang });
    const now = tx.now();
    const { decideDays } = await getClaimRules(tx.db);
    const to = { stage: 'in-review', appealedAt: now, appealUntil: null, dueAt: daysAfter(now, decideDays) } as const;
    await moveCreditRequest(tx, { request, to, words });
    await reopenItems(tx, { request, words, lang });
    await writeCreditMessage(tx, { request, kind: 'appeal', body });
    await mailOperatorsStep(tx, { request, step: 'appeal', body });
    await writeAudit(tx, {
      action: 'appeal-credit-request',
      subjectKind: 'credit-request',
      subjectId: request.id,
      organizationId: request.organizationId,
      detail: { no, body },
    });
  });
}

interface Reopening {
  readonly request: CreditRequest;
  readonly words: CreditRefusals;
  readonly lang: Language;
}

/** What got nothing is asked again as it was; what got a part is asked for the rest beside its grant. */
async function reopenItems(ctx: CommandContext, { request, words, lang }: Reopening): Promise<void> {
  const live = (await listClaimedItems(ctx.db, request.contractId)).filter((item) => item.live);
  for (const item of request.items) {
    const elsewhere = live.find(
      ({ serviceId, windowStart, requestNo }) =>
        serviceId === item.serviceId && windowStart === request.windowStart && requestNo !== request.no,
    );
    if (elsewhere) {
      throw new DomainError('conflict', words.asked(localText(item.names, lang).text, elsewhere.requestNo));
    }
    if (item.creditedAmount === 0) await reopen(ctx, item.id);
    else if (item.creditedAmount < item.askedAmount) await askForRest(ctx, request, item);
  }
}

async function reopen(ctx: CommandContext, itemId: string): Promise<void> {
  await ctx.db
    .updateTable('creditRequestItem')
    .set({ endedAt: null, decidedAmount: null })
    .where('id', '=', itemId)
    .execute();
}

async function askForRest(
  ctx: CommandContext,
  request: CreditRequest,
  item: CreditRequest['items'][number],
): Promise<void> {
  await ctx.db
    .insertInto('creditRequestItem')
    .values({
      id: ctx.newId(),
      requestId: request.id,
      contractId: request.contractId,
      serviceId: item.serviceId,
      windowStart: request.windowStart,
      askedAmount: item.askedAmount - item.creditedAmount,
      part: 2,
    })
    .execute();
}
