import type { Db } from '#db/connect';
import { toRollup } from '#db/queries/rollups';
import { mergeRollups, type RolledSample, type Rollup, type RollupMinutes, rollUp } from '#domain/rollups/rollup';

/** Every bucket of a check of one length, in a form that compares. */
export async function storedRollups(db: Db, checkNo: number, minutes: RollupMinutes): Promise<unknown[]> {
  const rows = await db
    .selectFrom('sampleRollup')
    .select(['startedAt', 'upCount', 'downCount', 'unknownCount', 'latencies'])
    .where('checkNo', '=', checkNo)
    .where('minutes', '=', minutes)
    .orderBy('startedAt')
    .execute();
  return rows.map((row) => plain(toRollup(row)));
}

/** What must be stored of samples once everything before `until` is rolled up. */
export function rightRollups(
  samples: readonly RolledSample[],
  { minutes, until }: { readonly minutes: RollupMinutes; readonly until: number },
): unknown[] {
  return mergeRollups(rollUp(samples), minutes)
    .filter(({ startedAt }) => startedAt + minutes * 60_000 <= until)
    .map(plain);
}

function plain({ latencies, ...counts }: Rollup): unknown {
  return { ...counts, cells: [...latencies.cells].sort(([a], [b]) => a - b) };
}
