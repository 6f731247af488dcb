import type { Interval } from '#domain/interval';
import { bucketStart, rollUp } from '#domain/rollups/rollup';
import { type LatencyBucket, latencyBuckets, type RolledLatency } from '#domain/status/latency';
import { HOUR_MS, MINUTE_MS } from '#domain/time';
import type { Db } from '../connect.ts';
import { toRollup } from './rollups.ts';

const SPAN_MS = 24 * HOUR_MS;
const BUCKET_MS = HOUR_MS / 2;

/**
 * Answer times of the last 24 hours in half hours, over all checks of a service; empty where nothing answered. Read from five
 * minutes rolled up, and from the samples of the bucket under way and the one before it, which may not be rolled up yet.
 */
export async function listLatency(db: Db, serviceId: string, now: number): Promise<LatencyBucket[]> {
  const endedAt = Math.ceil(now / BUCKET_MS) * BUCKET_MS;
  const window = { startedAt: endedAt - SPAN_MS, endedAt };
  const rolledUntil = bucketStart(now, 5) - 5 * MINUTE_MS;
  const rolled = [
    ...(await listRolled(db, serviceId, { ...window, endedAt: rolledUntil })),
    ...(await rollUpLatest(db, serviceId, { ...window, startedAt: rolledUntil })),
  ];
  return rolled.some(({ latencies }) => latencies.cells.size > 0) ? latencyBuckets(rolled, window, BUCKET_MS) : [];
}

async function listRolled(db: Db, serviceId: string, span: Interval): Promise<RolledLatency[]> {
  const rows = await db
    .selectFrom('sampleRollup')
    .innerJoin('healthCheck', 'healthCheck.no', 'sampleRollup.checkNo')
    .select(['startedAt', 'upCount', 'downCount', 'unknownCount', 'latencies'])
    .where('healthCheck.serviceId', '=', serviceId)
    .where('healthCheck.archivedAt', 'is', null)
    .where('minutes', '=', 5)
    .where('startedAt', '>=', span.startedAt)
    .where('startedAt', '<', span.endedAt)
    .execute();
  return rows.map(toRollup);
}

async function rollUpLatest(db: Db, serviceId: string, span: Interval): Promise<RolledLatency[]> {
  const samples = await db
    .selectFrom('sample')
    .innerJoin('healthCheck', 'healthCheck.no', 'sample.checkNo')
    .select(['sample.at', 'sample.state', 'sample.latencyMs'])
    .where('healthCheck.serviceId', '=', serviceId)
    .where('healthCheck.archivedAt', 'is', null)
    .where('sample.at', '>=', span.startedAt)
    .where('sample.at', '<', span.endedAt)
    .execute();
  return rollUp(samples);
}
