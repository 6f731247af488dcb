import { expect } from 'vitest';
import type { Lived } from './live.ts';

/** What announced work or a needed service explains is on record, and tells nobody. */
export async function expectNoNeedlessAlarm({ ctx, scene }: Lived): Promise<void> {
  const { serviceId, neededId, createdAt, world } = scene;
  const outagesOf = (id: string) =>
    ctx.db.selectFrom('outage').selectAll().where('serviceId', '=', id).where('retractedAt', 'is', null).execute();
  const causes = neededId ? await outagesOf(neededId) : [];
  const worksFrom = createdAt + (world.maintenance?.fromSecond ?? 0) * 1_000;
  const worksUntil = worksFrom + (world.maintenance?.seconds ?? 0) * 1_000;
  for (const outage of await outagesOf(serviceId)) {
    const isDuringWork = worksFrom <= outage.startedAt && outage.startedAt < worksUntil;
    const isCaused = causes.some(
      (cause) =>
        cause.createdAt < outage.createdAt &&
        (outage.state === 'degraded' || cause.state === 'down') &&
        cause.startedAt <= outage.startedAt &&
        outage.startedAt < (cause.endedAt ?? Number.POSITIVE_INFINITY),
    );
    const isExplained = isCaused && !isDuringWork;
    if (isExplained) expect(outage.explainedBy, `from ${outage.startedAt - createdAt}`).not.toBeNull();
    const isWork = worksFrom <= outage.startedAt && outage.endedAt !== null && outage.updatedAt <= worksUntil;
    if (isWork) expect(outage.incidentId, `from ${outage.startedAt - createdAt}`).toBeNull();
    if (!isExplained && !isWork) continue;
    const alarms = await ctx.db.selectFrom('outageAlert').select('at').where('outageId', '=', outage.id).execute();
    expect(alarms).toEqual([]);
  }
}
