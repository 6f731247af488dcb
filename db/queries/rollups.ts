import type { Selectable } from 'kysely';
import type { Interval } from '#domain/interval';
import { decodeSketch, EMPTY_SKETCH } from '#domain/rollups/latency-sketch';
import type { Rollup, RollupMinutes } from '#domain/rollups/rollup';
import { DAY_MS } from '#domain/time';
import type { Db } from '../connect.ts';
import type { RollupMarkTable, SampleRollupTable } from '../schema/rollups.ts';

export type RollupMark = Selectable<RollupMarkTable>;

/** A row as it is stored, with its sketch read. */
export function toRollup(row: Omit<Selectable<SampleRollupTable>, 'minutes' | 'checkNo'>): Rollup {
  const { latencies, ...counts } = row;
  return { ...counts, latencies: latencies === null ? EMPTY_SKETCH : decodeSketch(latencies) };
}

/** Buckets of one check that begin in the span, oldest first. */
export async function listRollups(
  db: Db,
  input: { readonly checkNo: number; readonly minutes: RollupMinutes; readonly span: Interval },
): Promise<Rollup[]> {
  const rows = await db
    .selectFrom('sampleRollup')
    .select(['startedAt', 'upCount', 'downCount', 'unknownCount', 'latencies'])
    .where('checkNo', '=', input.checkNo)
    .where('minutes', '=', input.minutes)
    .where('startedAt', '>=', input.span.startedAt)
    .where('startedAt', '<', input.span.endedAt)
    .orderBy('startedAt')
    .execute();
  return rows.map(toRollup);
}

/** Numbers of the checks with buckets to roll up before that instant: where samples came, or a day was begun. */
export async function listUnrolledChecks(db: Db, until: number): Promise<number[]> {
  const rows = await db
    .selectFrom('healthCheck')
    .leftJoin('rollupMark', 'rollupMark.checkNo', 'healthCheck.no')
    .select('no')
    .where((eb) => eb.or([eb('rolledUntil', 'is', null), eb('rolledUntil', '<', until)]))
    .where((eb) =>
      eb.or([
        eb(eb('rolledUntil', '%', eb.lit(DAY_MS)), '!=', 0),
        eb.exists(
          eb
            .selectFrom('sample')
            .select('at')
            .whereRef('sample.checkNo', '=', 'no')
            .where('at', '>=', (own) => own.fn.coalesce('rolledUntil', own.lit(0))),
        ),
      ]),
    )
    .orderBy('no')
    .execute();
  return rows.map((row) => row.no);
}

/** Numbers of the checks that have samples older than that. */
export async function listChecksWithSamples(db: Db, before: number): Promise<number[]> {
  const rows = await db
    .selectFrom('rollupMark')
    .select('checkNo')
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('sample')
          .select('at')
          .whereRef('sample.checkNo', '=', 'rollupMark.checkNo')
          .where('at', '<', before),
      ),
    )
    .orderBy('checkNo')
    .execute();
  return rows.map((row) => row.checkNo);
}

/** Numbers of the checks that have buckets of that length older than that. */
export async function listChecksWithRollups(
  db: Db,
  input: { readonly minutes: RollupMinutes; readonly before: number },
): Promise<number[]> {
  const rows = await db
    .selectFrom('rollupMark')
    .select('checkNo')
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('sampleRollup')
          .select('startedAt')
          .whereRef('sampleRollup.checkNo', '=', 'rollupMark.checkNo')
          .where('minutes', '=', input.minutes)
          .where('startedAt', '<', input.before),
      ),
    )
    .orderBy('checkNo')
    .execute();
  return rows.map((row) => row.checkNo);
}
