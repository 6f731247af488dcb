import type { HealthCheck } from '#db/queries/checks';
import type { CheckPlace, Place } from '#db/queries/places';
import { lockRows } from '#db/row-locks';
import { changeOutagesFromPlaces } from './change-outages-from-places.ts';
import { type CommandContext, inTransaction } from './context.ts';
import { judgeFromPlace, type PlaceResult } from './judge-from-place.ts';
import { refusalOf } from './refuse-place-result.ts';
import { takeBackPlaceFailures } from './take-back-place-failures.ts';

export interface ReportedResult extends PlaceResult {
  readonly checkId: string;
}

export interface PlaceReport {
  readonly place: Pick<Place, 'id' | 'no'>;
  readonly results: readonly ReportedResult[];
  /** How far back samples are kept: older results are refused. */
  readonly keptFrom: number;
}

export interface RefusedResult {
  readonly checkId: string;
  readonly at: number;
  readonly code: string;
  readonly reason: string;
}

export interface RecordedReport {
  readonly recorded: number;
  /** Told before: counted once. */
  readonly repeated: number;
  readonly refused: readonly RefusedResult[];
}

/**
 * Takes what a place measured, also if that was a while ago: what was thought of the past is judged again. Telling the same twice
 * changes nothing; only checks that are polled from the place are taken.
 */
export async function recordPlaceResults(ctx: CommandContext, report: PlaceReport): Promise<RecordedReport> {
  let [recorded, repeated] = [0, 0];
  const refused: RefusedResult[] = [];
  for (const results of splitAfterLosses(report.results)) {
    const part = await inTransaction(ctx, (ctx) => recordAll(ctx, { ...report, results }));
    recorded += part.recorded;
    repeated += part.repeated;
    refused.push(...part.refused);
    // In a transaction of its own: it locks other checks, and is done again should the place tell the same once more.
    if (results.some(isLoss)) await takeBackPlaceFailures(ctx, { placeId: report.place.id });
  }
  return { recorded, repeated, refused };
}

/** In order of time, cut where a lost connection is back: only what was seen until then was seen without one. */
function splitAfterLosses(results: readonly ReportedResult[]): ReportedResult[][] {
  const parts: ReportedResult[][] = [];
  let last: ReportedResult | undefined;
  for (const result of results.toSorted((a, b) => a.sample.at - b.sample.at)) {
    const part = parts.at(-1);
    if (part === undefined || (last && isLoss(last) && !isLoss(result))) parts.push([result]);
    else part.push(result);
    last = result;
  }
  return parts;
}

function isLoss({ sample }: ReportedResult): boolean {
  return sample.gapCause === 'connection-lost';
}

async function recordAll(ctx: CommandContext, report: PlaceReport): Promise<RecordedReport> {
  const { place, keptFrom } = report;
  const byCheck = Map.groupBy(report.results, ({ checkId }) => checkId);
  const views = await viewsFrom(ctx, place.id, [...byCheck.keys()]);
  const placePausedAt = await pausedSince(ctx, place.id);
  const refused: RefusedResult[] = [];
  const judged: { row: HealthCheck; outagesSince: number | null; isPublic: boolean }[] = [];
  let [recorded, repeated] = [0, 0];
  for (const { row, view } of views) {
    const told = byCheck.get(row.id) ?? [];
    const known = await knownTimes(ctx, { checkNo: row.no, placeNo: place.no, from: told[0]?.sample.at ?? 0 });
    const fresh: ReportedResult[] = [];
    for (const result of told) {
      const { at } = result.sample;
      const last = fresh.at(-1)?.sample.at ?? view.lastSampleAt;
      const refusal = refusalOf({ at, last, view, row, keptFrom, now: ctx.now(), placePausedAt });
      if (known.has(at) || fresh.at(-1)?.sample.at === at) repeated += 1;
      else if (refusal) refused.push({ checkId: row.id, at, ...refusal });
      else fresh.push(result);
    }
    if (fresh.length === 0) continue;
    const seen = await judgeFromPlace(ctx, { row, view, placeNo: place.no, results: fresh, placePausedAt });
    judged.push({ row, ...seen });
    recorded += fresh.length;
  }
  await changeOutagesFromPlaces(ctx, { judged });
  const known = new Set(views.map(({ row }) => row.id));
  const strangers = report.results.filter(({ checkId }) => !known.has(checkId));
  return { recorded, repeated, refused: [...refused, ...strangers.map(refuseStranger)] };
}

/** The checks, held in their order, with what the place saw of them so far; others are none of its business. */
async function viewsFrom(
  ctx: CommandContext,
  placeId: string,
  checkIds: readonly string[],
): Promise<{ readonly row: HealthCheck; readonly view: CheckPlace }[]> {
  if (checkIds.length === 0) return [];
  const held = ctx.db.selectFrom('healthCheck').selectAll().where('id', 'in', checkIds).where('archivedAt', 'is', null);
  const rows = await lockRows(ctx.db, held.where('polledFrom', '<>', 'here').orderBy('no')).execute();
  const views = await ctx.db
    .selectFrom('checkPlace')
    .selectAll()
    .where('placeId', '=', placeId)
    .where('checkId', 'in', checkIds)
    .execute();
  const viewOf = new Map(views.map((view) => [view.checkId, view]));
  return rows.flatMap((row) => {
    const view = viewOf.get(row.id);
    return view ? [{ row, view }] : [];
  });
}

/** Read once its checks are held: a pause holds them too. */
async function pausedSince(ctx: CommandContext, placeId: string): Promise<number | null> {
  const place = await ctx.db.selectFrom('place').select('pausedAt').where('id', '=', placeId).executeTakeFirst();
  return place?.pausedAt ?? null;
}

async function knownTimes(
  ctx: CommandContext,
  { checkNo, placeNo, from }: { readonly checkNo: number; readonly placeNo: number; readonly from: number },
): Promise<ReadonlySet<number>> {
  const rows = await ctx.db
    .selectFrom('placeSample')
    .select('at')
    .where('checkNo', '=', checkNo)
    .where('placeNo', '=', placeNo)
    .where('at', '>=', from)
    .execute();
  return new Set(rows.map(({ at }) => at));
}

function refuseStranger({ checkId, sample }: ReportedResult): RefusedResult {
  return { checkId, at: sample.at, code: 'not-assigned', reason: 'This check is not polled from this place.' };
}
