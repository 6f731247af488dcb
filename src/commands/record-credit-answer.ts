import type { CreditRequest } from '#db/queries/credit-requests';
import { LARGEST_AMOUNT } from '#domain/credits/amount';
import type { Language } from '#domain/words';
import { type CreditRefusals, creditRefusals } from '#i18n/credits/refusals';
import { takeClaim } from './claim-in-hand.ts';
import { type CommandContext, DomainError, inTransaction } from './context.ts';
import { endRequestItems, moveCreditRequest } from './move-credit-request.ts';
import { writeAudit } from './write-audit.ts';
import { writeGrants } from './write-grants.ts';

export interface ProviderAnswer {
  readonly no: number;
  readonly answer: 'accepted' | 'declined';
  /** What the provider credits for each item, in the unit of the claim. */
  readonly amounts: Readonly<Record<string, number>>;
  /** Its words, or ours for them. */
  readonly words: string;
  readonly lang: Language;
}

/** Records what a provider answered to our claim; what it credits enters the ledger as owed to us. */
export async function recordCreditAnswer(ctx: CommandContext, input: ProviderAnswer): Promise<void> {
  const words = creditRefusals(input.lang);
  const answer = input.words.trim();
  if (answer === '') throw new DomainError('invalid', words.answerNeeded, 'words');
  return inTransaction(ctx, async (tx) => {
    const { request } = await takeClaim(tx, { no: input.no, move: 'record-answer', lang: input.lang });
    const stage = input.answer === 'accepted' ? 'approved' : 'declined';
    const decided = {
      decidedBy: tx.actor.id ?? tx.actor.kind,
      decidedByName: tx.actor.name,
      decidedAt: tx.now(),
      providerAnswer: answer,
      dueAt: null,
    };
    await moveCreditRequest(tx, { request, to: { stage, ...decided }, words });
    if (stage === 'approved') await writeReceived(tx, { request, amounts: input.amounts, answer, words });
    else await endRequestItems(tx, request.items);
    await writeAudit(tx, {
      action: 'record-credit-answer',
      subjectKind: 'credit-request',
      subjectId: request.id,
      organizationId: request.organizationId,
      detail: { no: request.no, answer: input.answer, amounts: input.amounts },
    });
  });
}

/** What a provider gave is a fact: the cap of the policy is shown beside it, and does not cut it. */
async function writeReceived(
  ctx: CommandContext,
  input: {
    readonly request: CreditRequest;
    readonly amounts: Readonly<Record<string, number>>;
    readonly answer: string;
    readonly words: CreditRefusals;
  },
): Promise<void> {
  const { request, amounts, answer, words } = input;
  const wishes = request.items.map(({ id }) => ({ itemId: id, amount: amounts[id] ?? 0 }));
  for (const { itemId, amount } of wishes) {
    if (!Number.isSafeInteger(amount) || amount < 0 || amount > LARGEST_AMOUNT) {
      throw new DomainError('invalid', words.amountWrong, `amount-${itemId}`);
    }
  }
  const sum = wishes.reduce((total, { amount }) => total + amount, 0);
  if (sum === 0) throw new DomainError('invalid', words.amountsNeeded, 'form');
  await writeGrants(ctx, { request: { ...request, currency: null }, wishes, cap: null, reason: answer });
  const nothing = request.items.filter(({ id }) => (amounts[id] ?? 0) === 0);
  await endRequestItems(ctx, nothing);
  await ctx.db.updateTable('creditRequest').set({ grantedAmount: sum }).where('id', '=', request.id).execute();
}
