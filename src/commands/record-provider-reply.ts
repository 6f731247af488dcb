import { isDay } from '#domain/time';
import { appendProviderExchange } from './append-provider-exchange.ts';
import { type CommandContext, DomainError, inTransaction } from './context.ts';
import { moveProviderClaim } from './move-provider-claim.ts';
import { type ProviderRecord, takeProviderClaim } from './provider-claim-in-hand.ts';
import { readCaseNumber } from './read-case-number.ts';

export interface ProviderReply extends ProviderRecord {
  readonly kind: 'acknowledged' | 'asked' | 'supplied';
  readonly caseNumber: string;
  /** Until when the provider wants what it asks for, `YYYY-MM-DD`; null where it named no day. */
  readonly answerBy: string | null;
}

/** Records what happens between sending and answer: a receipt, a question, what we supplied. */
export async function recordProviderReply(ctx: CommandContext, record: ProviderReply): Promise<void> {
  return inTransaction(ctx, async (tx) => {
    const inHand = await takeProviderClaim(tx, record, record.kind);
    const { say, request } = inHand;
    const caseNumber = readCaseNumber(record.caseNumber, say);
    if (record.kind === 'asked' && record.words.trim() === '') {
      throw new DomainError('invalid', say.wordsNeeded, 'words');
    }
    const answerBy = record.kind === 'asked' ? record.answerBy : null;
    if (answerBy !== null && !isDay(answerBy)) throw new DomainError('invalid', say.dayWrong, 'answerBy');
    await moveProviderClaim(tx, inHand, {
      stage: request.stage,
      ...(caseNumber ? { providerCaseNumber: caseNumber } : {}),
    });
    await appendProviderExchange(tx, { inHand, record, kind: record.kind, facts: { caseNumber, answerBy } });
  });
}
