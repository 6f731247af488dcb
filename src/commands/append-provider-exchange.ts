import type { Insertable } from 'kysely';
import type { ProviderExchangeTable } from '#db/schema/provider-exchange';
import type { ProviderExchangeKind } from '#domain/words';
import type { CommandContext } from './context.ts';
import type { ProviderClaimInHand, ProviderRecord } from './provider-claim-in-hand.ts';
import { writeAudit } from './write-audit.ts';

type Facts = Partial<
  Pick<
    Insertable<ProviderExchangeTable>,
    'channel' | 'caseNumber' | 'answerBy' | 'unit' | 'currency' | 'amounts' | 'amount' | 'reference' | 'entryId'
  >
>;

/** Adds one line to the history of a claim that is in hand. */
export async function appendProviderExchange(
  ctx: CommandContext,
  input: {
    readonly inHand: ProviderClaimInHand;
    readonly record: ProviderRecord;
    readonly kind: ProviderExchangeKind;
    readonly facts: Facts;
  },
): Promise<void> {
  const { inHand, record, kind, facts } = input;
  const { request, history } = inHand;
  const { no, happenedOn, onceKey } = record;
  await ctx.db
    .insertInto('providerExchange')
    .values({
      id: ctx.newId(),
      requestId: request.id,
      organizationId: request.organizationId,
      seq: (history.at(-1)?.seq ?? 0) + 1,
      kind,
      at: ctx.now(),
      happenedOn,
      words: record.words.trim(),
      recordedBy: ctx.actor.id,
      onceKey,
      ...facts,
    })
    .execute();
  await writeAudit(ctx, {
    action: `record-provider-${kind}`,
    subjectKind: 'credit-request',
    subjectId: request.id,
    organizationId: request.organizationId,
    detail: { no, happenedOn, ...facts },
  });
}
