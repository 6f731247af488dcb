import { getClaimRules } from '#db/queries/claim-rules';
import { type ClaimedItem, type CreditRequest, listClaimedItems } from '#db/queries/credit-requests';
import { daysAfter } from '#domain/credits/claim-clock';
import type { Language } from '#domain/words';
import { moveRefusal } from '#i18n/credits/move-refusals';
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

/** What never got anything is asked again as it was; for the rest of a service a new item is asked, beside what still stands. */
async function reopenItems(ctx: CommandContext, { request, words, lang }: Reopening): Promise<void> {
  const claimed = await listClaimedItems(ctx.db, request.contractId);
  const isElsewhere = (one: ClaimedItem): boolean =>
    one.live && one.windowStart === request.windowStart && one.requestNo !== request.no;
  const elsewhere = new Map(claimed.filter(isElsewhere).map((one) => [one.serviceId, one.requestNo]));
  let reopened = 0;
  for (const own of Map.groupBy(request.items, ({ serviceId }) => serviceId).values()) {
    const [first] = own;
    if (!first) continue;
    const otherNo = elsewhere.get(first.serviceId);
    if (otherNo !== undefined)
      throw new DomainError('conflict', words.asked(localText(first.names, lang).text, otherNo));
    const rest = first.askedAmount - own.reduce((sum, { creditedAmount }) => sum + creditedAmount, 0);
    if (rest <= 0) continue;
    reopened += 1;
    // A grant stands for one item alone, taken back or not.
    if (own.every(({ grantedAmount }) => grantedAmount === 0)) await reopen(ctx, first.id);
    else await askForRest(ctx, request, { own, askedAmount: rest });
  }
  if (reopened === 0) throw new DomainError('conflict', moveRefusal('fully-granted', lang));
}

async function reopen(ctx: CommandContext, itemId: string): Promise<void> {
  await ctx.db
    .updateTable('creditRequestItem')
    .set({ endedAt: null, decidedAmount: null })
    .where('id', '=', itemId)
    .execute();
}

/** In the first place of its service where that is free, behind what was granted otherwise. */
async function askForRest(
  ctx: CommandContext,
  { id: requestId, contractId, windowStart }: CreditRequest,
  { own, askedAmount }: { readonly own: CreditRequest['items']; readonly askedAmount: number },
): Promise<void> {
  const isTaken = own.some(({ part, endedAt }) => part === 1 && endedAt === null);
  const serviceId = own[0]?.serviceId ?? '';
  const part = isTaken ? 2 : 1;
  await ctx.db
    .insertInto('creditRequestItem')
    .values({ id: ctx.newId(), requestId, contractId, serviceId, windowStart, askedAmount, part })
    .execute();
}
