import type { ProviderChannel } from '#domain/words';
import { appendProviderExchange } from './append-provider-exchange.ts';
import { type CommandContext, DomainError, inTransaction } from './context.ts';
import { moveProviderClaim } from './move-provider-claim.ts';
import { type ProviderClaimInHand, type ProviderRecord, takeProviderClaim } from './provider-claim-in-hand.ts';
import { readCaseNumber } from './read-case-number.ts';

export interface ProviderSending extends ProviderRecord {
  readonly channel: ProviderChannel;
  /** Empty while the provider gave none. */
  readonly caseNumber: string;
}

/** Records that a claim was sent to its provider; after a refusal or a part, that it was sent again. */
export async function recordProviderSending(ctx: CommandContext, record: ProviderSending): Promise<void> {
  return inTransaction(ctx, async (tx) => {
    const inHand = await takeProviderClaim(tx, record, 'sent');
    const caseNumber = readCaseNumber(record.caseNumber, inHand.say);
    if (inHand.side.place !== 'unsent') await reviveItems(tx, inHand);
    await moveProviderClaim(tx, inHand, {
      stage: 'in-review',
      ...(inHand.request.submittedAt === null ? { submittedAt: tx.now() } : {}),
      ...(caseNumber ? { providerCaseNumber: caseNumber } : {}),
    });
    const facts = { channel: record.channel, caseNumber };
    await appendProviderExchange(tx, { inHand, record, kind: 'sent', facts });
  });
}

/** What was refused is asked for again, unless another claim asks for it by now. */
async function reviveItems(ctx: CommandContext, { request, say }: ProviderClaimInHand): Promise<void> {
  const ended = request.items.filter(({ endedAt }) => endedAt !== null).map(({ id }) => id);
  if (ended.length === 0) return;
  const revived = await ctx.db
    .updateTable('creditRequestItem')
    .set({ endedAt: null })
    .where('id', 'in', ended)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('creditRequestItem as other')
            .select('other.id')
            .whereRef('other.contractId', '=', 'creditRequestItem.contractId')
            .whereRef('other.serviceId', '=', 'creditRequestItem.serviceId')
            .whereRef('other.windowStart', '=', 'creditRequestItem.windowStart')
            .whereRef('other.part', '=', 'creditRequestItem.part')
            .where('other.endedAt', 'is', null),
        ),
      ),
    )
    .returning('id')
    .execute();
  if (revived.length < ended.length) throw new DomainError('conflict', say.askedAnew, 'form');
}
