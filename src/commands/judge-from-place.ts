import type { HealthCheck } from '#db/queries/checks';
import { type CheckPlace, getWrittenAgreement, listOpenPlaceSpans, listPausedPlaceSpans } from '#db/queries/places';
import { type Agreement, agreedStateAt } from '#domain/watching/agree-places';
import { nextDueAt } from '#domain/watching/due-times';
import { judgePlace, untilPause } from '#domain/watching/judge-place';
import { beforeFirstAnswer, type JudgedSample } from '#domain/watching/judge-probe';
import type { ProbeCause } from '#domain/watching/probe-cause';
import type { CommandContext } from './context.ts';
import { judgeAgreedSlowness } from './judge-agreed-slowness.ts';
import { noteLateSamples } from './note-samples-changed.ts';
import { settleAgreement } from './settle-agreement.ts';
import { storableText } from './storable-text.ts';
import { forgivePlaceFailures, writePlaceSpans } from './write-place-spans.ts';

/** What a place reports of one run of a check. */
export interface PlaceResult {
  readonly sample: JudgedSample;
  readonly latencyMs: number | null;
  readonly cause: ProbeCause | null;
  readonly detail: string | null;
}

export interface SeenFromPlace {
  /** Held by this transaction. */
  readonly row: HealthCheck;
  readonly view: CheckPlace;
  readonly placeNo: number;
  /** In order of time, all after the last one of this place. */
  readonly results: readonly PlaceResult[];
  /** Of a place that rests: since when. All results are of the time before. */
  readonly placePausedAt?: number | null;
}

export interface JudgedFromPlace {
  readonly view: CheckPlace;
  /** From here on the outages of the service may be others; null: they are the same. */
  readonly outagesSince: number | null;
  /** Whether pages say something else now. */
  readonly isPublic: boolean;
}

/** Judges what a place saw of a check, and what that makes of the agreement of its places. */
export async function judgeFromPlace(ctx: CommandContext, given: SeenFromPlace): Promise<JudgedFromPlace> {
  const seen = sinceFirstAnswer(given);
  const { row, view, results } = seen;
  const place = { checkId: row.id, placeId: view.placeId };
  const pausedAt = seen.placePausedAt ?? null;
  const openSpans =
    pausedAt === null
      ? await listOpenPlaceSpans(ctx.db, place)
      : await listPausedPlaceSpans(ctx.db, { ...place, pausedAt });
  const samples = results.map(({ sample }) => sample);
  const live = judgePlace({ check: stateOf(view), openSpans }, samples, row);
  const judged = pausedAt === null ? live : untilPause(live, { pausedAt, rhythm: row, openSpans });
  await insertPlaceSamples(ctx, seen);
  await writePlaceSpans(ctx, { ...place, ...judged });
  if (judged.failuresUnknownSince !== null) {
    await forgivePlaceFailures(ctx, { checkNo: row.no, placeNo: seen.placeNo, since: judged.failuresUnknownSince });
  }
  const after = await writeView(ctx, seen, judged.check);
  const since = judged.changedSince;
  const settled = since === null ? null : await settleAgreement(ctx, { row, since });
  await insertAgreedSamples(ctx, seen, await agreementFor(ctx, { seen, since, settled: settled?.agreement }));
  const slowSince = await judgeAgreedSlowness(ctx, seen);
  await writeCheck(ctx, seen);
  const times = [settled?.changedSince ?? null, slowSince].filter((at) => at !== null);
  return { view: after, outagesSince: times.length > 0 ? Math.min(...times) : null, isPublic: since !== null };
}

/** A place that never reached the target may be one from which it cannot be reached: until it did, it sees nothing. */
function sinceFirstAnswer(seen: SeenFromPlace): SeenFromPlace {
  let { firstUpAt } = seen.view;
  const results = seen.results.map((result) => {
    if (result.sample.state === 'up') firstUpAt ??= result.sample.at;
    return { ...result, sample: beforeFirstAnswer(result.sample, { firstUpAt, state: seen.view.state }) };
  });
  return { ...seen, results, view: { ...seen.view, firstUpAt } };
}

function stateOf(view: CheckPlace) {
  const { state, stateSince, failureCount, successCount, firstFailureAt, firstSuccessAt } = view;
  const { lastSampleAt, lastUpAt, blindSince } = view;
  const counts = { failureCount, successCount, firstFailureAt, firstSuccessAt };
  return { state, stateSince, ...counts, lastSampleAt, lastUpAt, blindSince };
}

interface AgreementKnown {
  readonly seen: SeenFromPlace;
  /** From here on what is agreed was settled just now, if anything was. */
  readonly since: number | null;
  readonly settled: Agreement | undefined;
}

/** What is agreed for the time of the results, which may be long past. */
function agreementFor(
  ctx: CommandContext,
  { seen: { row, results }, since, settled }: AgreementKnown,
): Agreement | Promise<Agreement> {
  const from = results[0]?.sample.at ?? 0;
  // Of the time before its places were chosen, what was agreed then stands in the books.
  const settledFrom = Math.max(since ?? 0, row.agreedFrom ?? 0);
  if (settled && settledFrom <= from) return settled;
  const isOfNow = from >= row.stateSince && row.blindSince === null;
  if (!settled && isOfNow) return standingOf(row);
  return getWrittenAgreement(ctx.db, { checkId: row.id, from });
}

/** Where nothing changed, what was agreed last still holds. */
function standingOf({ state, stateSince }: HealthCheck): Agreement {
  const span = { startedAt: stateSince, endedAt: null };
  return {
    failing: state === 'down' ? [span] : [],
    blind: state === 'unknown' ? [{ ...span, cause: 'not-running' }] : [],
  };
}

async function insertPlaceSamples(ctx: CommandContext, { row, placeNo, results }: SeenFromPlace): Promise<void> {
  await ctx.db
    .insertInto('placeSample')
    .values(
      results.map(({ sample: { at, state }, latencyMs }) => ({
        ...{ checkNo: row.no, placeNo, at, state },
        latencyMs: state === 'up' ? latencyMs : null,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** The samples that pages read: when somebody looked from anywhere, what was agreed then, and how long the answer took. */
async function insertAgreedSamples(
  ctx: CommandContext,
  { row, results }: SeenFromPlace,
  agreement: Agreement,
): Promise<void> {
  const samples = results.map(({ sample, latencyMs }) => {
    const state = agreedStateAt(agreement, sample.at);
    const isGood = state === 'up' && sample.state === 'up';
    return { checkNo: row.no, at: sample.at, state, latencyMs: isGood ? latencyMs : null };
  });
  await ctx.db
    .insertInto('sample')
    .values(samples)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await noteLateSamples(ctx, samples);
}

async function writeView(
  ctx: CommandContext,
  { row, view, results }: SeenFromPlace,
  check: ReturnType<typeof stateOf>,
): Promise<CheckPlace> {
  const last = results.at(-1);
  const told = last
    ? { lastCause: last.cause, lastDetail: storableText(last.detail), lastLatencyMs: last.latencyMs }
    : {};
  await ctx.db
    .updateTable('checkPlace')
    .set({ ...check, ...told, firstUpAt: view.firstUpAt })
    .where('checkId', '=', row.id)
    .where('placeId', '=', view.placeId)
    .execute();
  return { ...view, ...check, ...told };
}

/** Of the check itself: what was seen last, from wherever; what is agreed is written by `settleAgreement`. */
async function writeCheck(ctx: CommandContext, { row, results }: SeenFromPlace): Promise<void> {
  const last = results.at(-1);
  if (!last || last.sample.at < (row.lastSampleAt ?? 0)) return;
  const firstUp = results.find(({ sample }) => sample.state === 'up');
  const lastUp = results.findLast(({ sample }) => sample.state === 'up');
  await ctx.db
    .updateTable('healthCheck')
    .set({
      ...{
        lastSampleAt: last.sample.at,
        lastCause: last.cause,
        lastDetail: storableText(last.detail),
        lastLatencyMs: last.latencyMs,
      },
      ...(lastUp ? { lastUpAt: Math.max(lastUp.sample.at, row.lastUpAt ?? 0) } : {}),
      firstUpAt: row.firstUpAt ?? firstUp?.sample.at ?? null,
      // Nobody here runs it; lists show when its places look again.
      ...(row.polledFrom === 'places' ? { nextDueAt: nextDueAt(row, ctx.now()) } : {}),
    })
    .where('id', '=', row.id)
    .execute();
}
