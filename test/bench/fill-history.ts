import { sql } from 'kysely';
import type { Db } from '#db/connect';
import { encodeSketch, sketchOf } from '#domain/rollups/latency-sketch';
import { bucketStart, ROLLUP_MINUTES, type RollupMinutes } from '#domain/rollups/rollup';
import { DAY_MS, MINUTE_MS } from '#domain/time';

export interface HistoryPlan {
  readonly now: number;
  readonly days: number;
}

/** How long an installation keeps samples, five minutes and hours unless told otherwise. */
const KEPT_DAYS: Readonly<Record<RollupMinutes, number>> = { 5: 90, 60: 400, 1440: Number.POSITIVE_INFINITY };
const SAMPLE_DAYS = 30;
const SKETCHES = 16;

/** Gives every check one sample a minute: raw for the time they are kept, rolled up beyond, as upkeep would have left it. SQLite only. */
export async function fillHistory(db: Db, { now, days }: HistoryPlan): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const samplesFrom = bucketStart(now - Math.min(days, SAMPLE_DAYS) * DAY_MS, 1_440);
    await sql`
      insert into sample (check_no, at, state, latency_ms)
      with recursive step(i) as (select 0 union all select i + 1 from step where i < ${(now - samplesFrom) / MINUTE_MS - 1})
      select no, ${samplesFrom} + i * 60000 + no, 'up', 20 + (i * 7919 + no) % 400 from health_check cross join step order by 1, 2`.execute(
      tx,
    );
    for (const minutes of ROLLUP_MINUTES) {
      await fillRollups(tx, { minutes, from: now - Math.min(days, KEPT_DAYS[minutes]) * DAY_MS, now });
    }
    const rolledUntil = bucketStart(now - MINUTE_MS, 5);
    await sql`insert into rollup_mark select no, ${rolledUntil}, ${samplesFrom} from health_check`.execute(tx);
  });
}

interface Filled {
  readonly minutes: RollupMinutes;
  readonly from: number;
  readonly now: number;
}

async function fillRollups(db: Db, { minutes, from, now }: Filled): Promise<void> {
  const [start, end] = [bucketStart(from, minutes), bucketStart(now - MINUTE_MS, minutes)];
  if (end <= start) return;
  const length = minutes * MINUTE_MS;
  await sql`create temp table template (k integer primary key, latencies blob)`.execute(db);
  for (let k = 0; k < SKETCHES; k += 1) {
    const latencies = Array.from({ length: minutes }, (_, index) => 20 + ((index * 7_919 + k * 31) % 400));
    await sql`insert into template values (${k}, ${Buffer.from(encodeSketch(sketchOf(latencies)))})`.execute(db);
  }
  await sql`
    insert into sample_rollup (check_no, minutes, started_at, up_count, down_count, unknown_count, latencies)
    with recursive step(i) as (select 0 union all select i + 1 from step where i < ${(end - start) / length - 1})
    select no, ${minutes}, ${start} + i * ${length}, ${minutes}, 0, 0, latencies
    from health_check cross join step join template on k = (i + no) % ${SKETCHES} order by 1, 3`.execute(db);
  await sql`drop table template`.execute(db);
}
