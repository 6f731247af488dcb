import type { HealthCheck } from '#db/queries/checks';
import { getWrittenAgreement, listPlaceTimelines } from '#db/queries/places';
import { type Agreement, agreePlaces, cutAgreement, firstDifference } from '#domain/watching/agree-places';
import { SILENT } from '#domain/watching/judge-place';
import type { CommandContext } from './context.ts';
import { rewriteAgreedSamples } from './rewrite-agreed-samples.ts';
import { writeAgreedFailures, writeAgreedGaps } from './write-agreement.ts';

export interface SettleAgreementInput {
  /** Held by this transaction. */
  readonly row: HealthCheck;
  /** From here on, what its places saw is known otherwise than before. */
  readonly since: number;
}

export interface SettledAgreement {
  readonly agreement: Agreement;
  /** From here on something else is agreed; null: nothing else. */
  readonly changedSince: number | null;
}

/**
 * Brings what is written of a check in line with what its places agree on, also of the past: its failing spans, its measurement
 * gaps, its samples and its state. What was agreed by other places, before the ones of today, stays.
 */
export async function settleAgreement(ctx: CommandContext, input: SettleAgreementInput): Promise<SettledAgreement> {
  const { row } = input;
  const checkId = row.id;
  const from = await lostFromSight(ctx, row, Math.max(input.since, row.agreedFrom ?? 0));
  const places = await listPlaceTimelines(ctx.db, { checkId, since: from });
  const written = await getWrittenAgreement(ctx.db, { checkId, from });
  const wasFailing = written.failing.some(({ startedAt }) => startedAt < from);
  const agreement = inWordsOfTheBooks(agreePlaces({ places, count: row.agreeCount, from, wasFailing }));
  const changedSince = firstDifference(cutAgreement(written, from), agreement);
  if (changedSince === null) return { agreement, changedSince };
  await writeAgreedFailures(ctx, { checkId, from, written: written.failing, agreed: agreement.failing });
  const gaps = { checkId, serviceId: row.serviceId, from };
  await writeAgreedGaps(ctx, { ...gaps, written: written.blind, agreed: agreement.blind });
  await rewriteAgreedSamples(ctx, { checkNo: row.no, from: changedSince, agreement });
  const books = await getWrittenAgreement(ctx.db, { checkId, from });
  await ctx.db
    .updateTable('healthCheck')
    .set(stateNow(books, Math.max(from, row.stateSince)))
    .where('id', '=', checkId)
    .execute();
  return { agreement, changedSince };
}

/** That a place was silent may turn out otherwise: as long as it does not, nobody looked. */
function inWordsOfTheBooks({ failing, blind }: Agreement): Agreement {
  return {
    failing,
    blind: blind.map((span) => ({ ...span, cause: span.cause === SILENT ? 'not-running' : span.cause })),
  };
}

/**
 * A failure that was out of sight up to an instant is judged from where it was lost, also where it was held to have ended there: what
 * is seen next says whether it went on.
 */
async function lostFromSight(ctx: CommandContext, row: HealthCheck, from: number): Promise<number> {
  const { blind } = await getWrittenAgreement(ctx.db, { checkId: row.id, from });
  const gap = blind.find(({ startedAt }) => startedAt < from);
  if (!gap) return from;
  const { failing } = await getWrittenAgreement(ctx.db, { checkId: row.id, from: gap.startedAt });
  if (!failing.some(({ startedAt }) => startedAt < gap.startedAt)) return from;
  const earlier = Math.max(gap.startedAt, row.agreedFrom ?? 0);
  return earlier < from ? lostFromSight(ctx, row, earlier) : from;
}

/** What the check is now by what stands in the books. */
function stateNow({ failing, blind }: Agreement, upSince: number) {
  const failure = failing.find(({ endedAt }) => endedAt === null);
  const gap = blind.find(({ endedAt }) => endedAt === null);
  if (failure) {
    return { state: 'down' as const, stateSince: failure.startedAt, blindSince: gap?.startedAt ?? null };
  }
  if (gap) return { state: 'unknown' as const, stateSince: gap.startedAt, blindSince: null };
  const ends = [...failing, ...blind].flatMap(({ endedAt }) => (endedAt === null ? [] : [endedAt]));
  return { state: 'up' as const, stateSince: ends.length > 0 ? Math.max(...ends) : upSince, blindSince: null };
}
