import { type CreditRequest, findCreditRequest } from '#db/queries/credit-requests';
import { getProviderClaim, type ProviderClaim } from '#db/queries/provider-side';
import { dayOf, isDay } from '#domain/time';
import type { Language, ProviderExchangeKind } from '#domain/words';
import { type ProviderClaimMessages, providerClaimMessages } from '#i18n/provider-claims/messages';
import { type CommandContext, DomainError } from './context.ts';
import { lockCreditLedger } from './lock-credit-ledger.ts';

/** What every record about a claim against a provider says. */
export interface ProviderRecord {
  readonly no: number;
  /** `YYYY-MM-DD` in the zone of the contract. */
  readonly happenedOn: string;
  readonly words: string;
  /** Sent along with the form: the same form sent twice is one record. */
  readonly onceKey: string;
  readonly lang: Language;
}

/** A claim against a provider that nobody else can move until the transaction ends. */
export interface ProviderClaimInHand extends ProviderClaim {
  readonly request: CreditRequest;
  readonly say: ProviderClaimMessages['refusals'];
}

const LONGEST_WORDS = 10_000;

/** Locks a claim for one record of that kind, and refuses it with a sentence where it does not fit. */
export async function takeProviderClaim(
  ctx: CommandContext,
  record: ProviderRecord,
  kind: ProviderExchangeKind,
): Promise<ProviderClaimInHand> {
  const say = providerClaimMessages(record.lang).refusals;
  const scope = scopeOf(ctx, say);
  const found = await findCreditRequest(ctx.db, scope, record.no);
  if (found?.direction !== 'owed-to-us') throw new DomainError('not-found', say.notFound);
  await lockCreditLedger(ctx, found.contractId);
  await refuseSecondSending(ctx, record.onceKey, say);
  // Read again: somebody may have moved it before the lock was ours.
  const request = await findCreditRequest(ctx.db, scope, record.no);
  if (!request) throw new DomainError('not-found', say.notFound);
  const claim = await getProviderClaim(ctx.db, request, ctx.now());
  const { side } = claim;
  if (!side.next.includes(kind)) {
    const late = kind === 'sent' && (side.place === 'refused' || side.place === 'partly');
    throw new DomainError('conflict', late ? say.tooLate : say.notNow, 'form');
  }
  refuseImpossible(ctx, { record, zone: request.zone, say });
  return { request, ...claim, say };
}

function scopeOf({ actor }: CommandContext, say: ProviderClaimMessages['refusals']) {
  if (actor.kind === 'member' && actor.role === 'admin') return { organizationId: actor.organizationId };
  if (actor.kind === 'operator' && actor.roles.includes('money')) return 'every-organization' as const;
  throw new DomainError('forbidden', say.notAllowed);
}

async function refuseSecondSending(
  ctx: CommandContext,
  onceKey: string,
  say: ProviderClaimMessages['refusals'],
): Promise<void> {
  const earlier = await ctx.db
    .selectFrom('providerExchange')
    .select('id')
    .where('onceKey', '=', onceKey)
    .executeTakeFirst();
  if (earlier) throw new DomainError('already-decided', say.recordedAlready);
}

function refuseImpossible(
  ctx: CommandContext,
  input: {
    readonly record: ProviderRecord;
    readonly zone: string;
    readonly say: ProviderClaimMessages['refusals'];
  },
): void {
  const { record, zone, say } = input;
  if (!isDay(record.happenedOn)) throw new DomainError('invalid', say.dayWrong, 'happenedOn');
  // The recorder's calendar may be a day ahead of the contract's.
  const latest = [dayOf(ctx.now(), zone), dayOf(ctx.now(), 'Pacific/Kiritimati')].toSorted().at(-1) ?? '';
  if (record.happenedOn > latest) throw new DomainError('invalid', say.dayAhead, 'happenedOn');
  if (record.words.length > LONGEST_WORDS) throw new DomainError('invalid', say.wordsTooLong, 'words');
}
