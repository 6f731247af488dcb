import { type CreditRequest, listClaimedItems } from '#db/queries/credit-requests';
import type { AssessedWindow } from '#db/queries/credit-windows';
import { risenItems } from '#domain/credits/risen-figures';
import { isOfOtherUnit } from '#domain/credits/window-unit';
import type { Language } from '#domain/words';
import { formatCredit } from '#i18n/credits/format-credit';
import { creditRefusals } from '#i18n/credits/refusals';
import { localText } from '#i18n/language';
import { getAssessed } from './check-credit-amounts.ts';
import { takeClaim } from './claim-in-hand.ts';
import { type CommandContext, DomainError, inTransaction } from './context.ts';
import { freezeAssessment, insertItems } from './insert-credit-request.ts';
import { mailOperatorsStep } from './mail-credit-claim.ts';
import { itemsToAsk } from './request-credit.ts';
import { writeAudit } from './write-audit.ts';
import { writeCreditMessage } from './write-credit-message.ts';

export interface CreditSupplement {
  readonly no: number;
  readonly serviceIds: readonly string[];
  readonly lang: Language;
}

/** Adds services of the same window to a claim that is not answered yet. */
export async function supplementCreditRequest(ctx: CommandContext, input: CreditSupplement): Promise<void> {
  const { no, serviceIds, lang } = input;
  const words = creditRefusals(lang);
  if (serviceIds.length === 0) throw new DomainError('invalid', words.chooseService, 'services');
  return inTransaction(ctx, async (tx) => {
    const { request } = await takeClaim(tx, { no, move: 'supplement', lang });
    const assessed = await getAssessed(tx, request);
    if (isOfOtherUnit(request, assessed)) throw new DomainError('conflict', words.otherUnit);
    const claimed = await listClaimedItems(tx.db, request.contractId);
    const claim = { serviceIds, note: request.note, lang };
    const items = itemsToAsk({ assessed, claim, words, claimed, now: tx.now() });
    await insertItems(tx, { assessed, items, requestId: request.id, words });
    const amounts = new Map(items.map(({ serviceId, state }) => [serviceId, state.credit.amount]));
    const named = assessed.contract.services.filter(({ id }) => amounts.has(id));
    const told = named.map(({ id, names }) => tell(request, names, [amounts.get(id) ?? 0]));
    await noteSupplement(tx, { request, assessed, told, lang });
  });
}

/** Raises what a claim asks for to what the arithmetic gives by now. */
export async function takeNewFigures(
  ctx: CommandContext,
  { no, lang }: { readonly no: number; readonly lang: Language },
): Promise<void> {
  return inTransaction(ctx, async (tx) => {
    const { request } = await takeClaim(tx, { no, move: 'supplement', lang });
    const assessed = await getAssessed(tx, request);
    const risen = risenItems(request, assessed.window);
    if (risen.length === 0) throw new DomainError('conflict', creditRefusals(lang).nothingNew);
    for (const { id, owed } of risen) {
      await tx.db.updateTable('creditRequestItem').set({ askedAmount: owed }).where('id', '=', id).execute();
    }
    const told = risen.map(({ names, askedAmount, owed }) => tell(request, names, [askedAmount, owed]));
    await noteSupplement(tx, { request, assessed, told, lang });
  });
}

function tell(
  { unit, currency, lang }: CreditRequest,
  names: Readonly<Partial<Record<Language, string>>>,
  amounts: readonly number[],
): string {
  const sums = amounts.map((value) => formatCredit({ unit, value, currency }, lang));
  return `${localText(names, lang).text}: ${sums.join(' → ')}`;
}

async function noteSupplement(
  ctx: CommandContext,
  input: {
    readonly request: CreditRequest;
    readonly assessed: AssessedWindow;
    readonly told: readonly string[];
    readonly lang: Language;
  },
): Promise<void> {
  const { request, assessed, told } = input;
  const body = told.join('\n');
  const assessmentId = await freezeAssessment(ctx, assessed);
  const change = { assessmentId, updatedAt: ctx.now() };
  await ctx.db.updateTable('creditRequest').set(change).where('id', '=', request.id).execute();
  await writeCreditMessage(ctx, { request, kind: 'supplement', body });
  if (request.stage !== 'held' && request.direction === 'we-owe') {
    await mailOperatorsStep(ctx, { request, step: 'supplement', body });
  }
  await writeAudit(ctx, {
    action: 'supplement-credit-request',
    subjectKind: 'credit-request',
    subjectId: request.id,
    organizationId: request.organizationId,
    detail: { no: request.no, body },
  });
}
