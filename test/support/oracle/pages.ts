import { expect } from 'vitest';
import { listServiceFacts } from '#db/queries/service-facts';
import { listServicesByIds } from '#db/queries/services';
import { OPERATORS } from '#domain/audience';
import { clipIntervals, type Interval, intersectIntervals, unionMs } from '#domain/interval';
import { serviceTimeline } from '#domain/status/timeline';
import { uptimeFigure } from '#domain/status/uptime';
import type { Lived } from './live.ts';
import { blindTimes, type NaiveCheck, naiveOutages } from './naive-judge.ts';

async function timelinesOf({ ctx, scene }: Lived, windows: readonly Interval[]) {
  const ids = [scene.serviceId, ...(scene.neededId ? [scene.neededId] : [])];
  const services = await listServicesByIds(ctx.db, ids);
  const found = [];
  for (const window of windows) {
    for (const facts of await listServiceFacts(ctx.db, OPERATORS, { services, window })) {
      found.push({ window, facts, timeline: serviceTimeline(facts, window) });
    }
  }
  return found;
}

function windowsOf({ ctx, scene }: Lived): Interval[] {
  const [from, now] = [scene.createdAt, ctx.now()];
  const third = Math.floor((now - from) / 3);
  return [
    { startedAt: from - 60_000, endedAt: now },
    { startedAt: from + third + 7, endedAt: now },
    { startedAt: from + third, endedAt: now - third + 11 },
  ].filter(({ startedAt, endedAt }) => endedAt > startedAt);
}

/** Every moment of a window is one of five things, and those that pages add up are the whole of it. */
export async function expectDisjoint(lived: Lived): Promise<void> {
  for (const { window, timeline } of await timelinesOf(lived, windowsOf(lived))) {
    const { down, degraded, maintenance, unknown, recordedFrom } = timeline;
    const kinds = [down, degraded, maintenance, unknown];
    for (const [index, kind] of kinds.entries()) {
      for (const other of kinds.slice(index + 1)) expect(intersectIntervals(kind, other)).toEqual([]);
    }
    const figure = uptimeFigure(timeline);
    const recorded = { ...window, startedAt: Math.max(window.startedAt, recordedFrom ?? window.endedAt) };
    const recordedMs = Math.max(0, recorded.endedAt - recorded.startedAt);
    const upMs = recordedMs - figure.downMs - figure.degradedMs - figure.maintenanceMs - figure.unknownMs;
    expect(upMs).toBeGreaterThanOrEqual(0);
    const parts = [figure.downMs, figure.degradedMs, figure.maintenanceMs, figure.unknownMs];
    expect(unionMs(clipIntervals(kinds.flat(), recorded))).toBe(parts.reduce((sum, ms) => sum + ms, 0));
  }
}

/** The same moment by moment, out of what the slow judge says. */
export async function expectEachMomentOnce(lived: Lived, checks: readonly NaiveCheck[]): Promise<void> {
  await expectDisjoint(lived);
  const { scene, ctx } = lived;
  const now = ctx.now();
  const own = checks.slice(0, scene.checkIds.length);
  const outages = naiveOutages(own, scene.world, now);
  const blind = own.map((check) => blindTimes(check, now));
  for (const { window, facts, timeline } of await timelinesOf(lived, windowsOf(lived))) {
    if (facts.id !== scene.serviceId) continue;
    const planned = facts.maintenance;
    const edges = [outages.flatMap(({ phases }) => phases), blind.flat(), planned].flatMap((spans) =>
      spans.flatMap((span) => ('startedAt' in span ? [span.startedAt, span.endedAt] : [span[0], span[1]])),
    );
    const moments = [window.startedAt, window.endedAt - 1, ...edges, ...edges.map((at) => at - 1)];
    for (const at of moments.filter((at) => Math.max(scene.createdAt, window.startedAt) <= at && at < window.endedAt)) {
      const said = Object.entries({ ...timeline, seenBy: [], window: [], recordedFrom: [] })
        .filter(([, spans]) => spans.some((span: Interval) => span.startedAt <= at && at < span.endedAt))
        .map(([kind]) => kind);
      expect(said, `at ${at - scene.createdAt}`).toEqual(momentOf(at, { outages, blind, planned }));
    }
  }
}

interface Facts {
  readonly outages: ReturnType<typeof naiveOutages>;
  readonly blind: readonly (readonly Interval[])[];
  readonly planned: readonly Interval[];
}

function momentOf(at: number, { outages, blind, planned }: Facts): string[] {
  const covers = ({ startedAt, endedAt }: Interval): boolean => startedAt <= at && at < endedAt;
  const phase = outages.flatMap(({ phases }) => phases).find(([from, to]) => from <= at && at < to);
  if (planned.some(covers)) return ['maintenance'];
  if (phase) return [phase[2]];
  return blind.every((times) => times.some(covers)) ? ['unknown'] : [];
}
