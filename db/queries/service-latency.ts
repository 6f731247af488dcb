import { type LatencyBucket, latencyBuckets } from '#domain/status/latency';
import { HOUR_MS } from '#domain/time';
import type { Db } from '../connect.ts';

const SPAN_MS = 24 * HOUR_MS;
const BUCKET_MS = HOUR_MS / 2;

/** Answer times of the last 24 hours in half hours, over all checks of a service; empty where nothing answered. */
export async function listLatency(db: Db, serviceId: string, now: number): Promise<LatencyBucket[]> {
  const endedAt = Math.ceil(now / BUCKET_MS) * BUCKET_MS;
  const window = { startedAt: endedAt - SPAN_MS, endedAt };
  const samples = await db
    .selectFrom('sample')
    .innerJoin('healthCheck', 'healthCheck.no', 'sample.checkNo')
    .select(['sample.at', 'sample.latencyMs'])
    .where('healthCheck.serviceId', '=', serviceId)
    .where('healthCheck.archivedAt', 'is', null)
    .where('sample.at', '>=', window.startedAt)
    .where('sample.at', '<', window.endedAt)
    .where('sample.latencyMs', 'is not', null)
    .execute();
  return samples.length === 0 ? [] : latencyBuckets(samples, window, BUCKET_MS);
}
