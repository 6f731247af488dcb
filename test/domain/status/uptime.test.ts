import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { barWindow } from '#domain/status/day-bars';
import { serviceTimeline } from '#domain/status/timeline';
import { uptimeFigure } from '#domain/status/uptime';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#domain/time';
import { at, check, NOW, outage, service } from './facts.ts';

const figure = (facts: Parameters<typeof service>[0]) => uptimeFigure(serviceTimeline(service(facts), barWindow(NOW)));
const RECORDED_MS = 89 * DAY_MS + 12 * HOUR_MS;

describe('uptime figure', () => {
  test('is whole when nothing happened', () => {
    expect(figure({})).toMatchObject({ uptimePpm: 1_000_000, downMs: 0, unknownPpm: 0, partial: false });
  });

  test('is cut, never rounded up: a millisecond of outage is not 100 %', () => {
    const downMs = 1;
    const span = { startedAt: NOW - HOUR_MS, endedAt: NOW - HOUR_MS + downMs };
    const facts = {
      outages: [
        {
          ...outage('2026-11-22T11:00:00Z', null),
          ...span,
          phases: [{ ...span, state: 'down' as const, surfaces: [], locations: [], sharePpm: null }],
        },
      ],
    };
    expect(figure(facts)).toMatchObject({ uptimePpm: 999_999, downMs });
  });

  test('counts the time up to a pause as watched while the pause lasts, as it does once it is over', () => {
    const [lastSampleAt, pausedAt] = [NOW - HOUR_MS - 20_000, NOW - HOUR_MS];
    const gap = (endedAt: number | null) => ({ startedAt: pausedAt, endedAt });
    const paused = check({ pausedAt, lastSampleAt, gaps: [gap(null)] });
    expect(figure({ checks: [paused] })).toMatchObject({ unknownMs: HOUR_MS });
    const resumed = check({ gaps: [gap(NOW - MINUTE_MS)] });
    expect(figure({ checks: [resumed] })).toMatchObject({ unknownMs: HOUR_MS - MINUTE_MS });
    const silent = check({ pausedAt, lastSampleAt: pausedAt - 10 * MINUTE_MS, gaps: [gap(null)] });
    expect(figure({ checks: [silent] })).toMatchObject({ unknownMs: HOUR_MS + 10 * MINUTE_MS });
  });

  test('leaves unknown time out of both sides and states its share', () => {
    const gap = { startedAt: NOW - 10 * DAY_MS, endedAt: NOW - 9 * DAY_MS };
    const facts = {
      checks: [check({ gaps: [gap] })],
      outages: [outage('2026-11-20T10:00:00Z', '2026-11-20T11:00:00Z')],
    };
    const measuredMs = RECORDED_MS - DAY_MS;
    expect(figure(facts)).toMatchObject({
      uptimePpm: Math.floor(((measuredMs - HOUR_MS) * 1_000) / (measuredMs / 1_000)),
      unknownPpm: Math.floor((DAY_MS * 1_000) / (RECORDED_MS / 1_000)),
    });
  });

  test('does not take degraded time for downtime', () => {
    const facts = { outages: [outage('2026-11-20T10:00:00Z', '2026-11-20T11:00:00Z', { state: 'degraded' })] };
    expect(figure(facts)).toMatchObject({ uptimePpm: 1_000_000, downMs: 0, degradedMs: HOUR_MS });
  });

  test('says from when it counts when the records are younger than the window', () => {
    const createdAt = at('2026-11-21T12:00:00Z');
    const facts = { checks: [check({ createdAt })], outages: [outage('2026-11-21T18:00:00Z', '2026-11-21T20:24:00Z')] };
    expect(figure(facts)).toMatchObject({ uptimePpm: 900_000, recordedFrom: createdAt, partial: true });
  });

  test('is nothing where nobody looked, and nothing where nothing was seen', () => {
    expect(figure({ checks: [] }).uptimePpm).toBeNull();
    expect(figure({ checks: [check({ lastSampleAt: null, createdAt: NOW - DAY_MS })] })).toMatchObject({
      uptimePpm: null,
      unknownPpm: 1_000_000,
    });
  });

  test('is nothing while less than a minute was measured', () => {
    const seen = (ms: number) => figure({ checks: [check({ lastSampleAt: NOW, createdAt: NOW - ms })] }).uptimePpm;
    expect(seen(MINUTE_MS - 1)).toBeNull();
    expect(seen(MINUTE_MS)).toBe(1_000_000);
  });

  test('of one source ignores what the others say', () => {
    const facts = service({
      provider: 'google',
      outages: [outage('2026-11-20T10:00:00Z', '2026-11-20T11:00:00Z', { source: 'provider' })],
    });
    expect(uptimeFigure(serviceTimeline(facts, barWindow(NOW), 'measured')).downMs).toBe(0);
    expect(uptimeFigure(serviceTimeline(facts, barWindow(NOW), 'provider')).downMs).toBe(HOUR_MS);
  });

  test('adds up: up, down and unknown time are the recorded time', () => {
    const minute = fc.integer({ min: 0, max: 89 * 24 * 60 });
    const span = fc.tuple(
      minute,
      fc.integer({ min: 1, max: 3_000 }),
      fc.constantFrom('down' as const, 'degraded' as const),
    );
    fc.assert(
      fc.property(fc.array(span, { maxLength: 8 }), fc.array(span, { maxLength: 5 }), (outages, gaps) => {
        const start = barWindow(NOW).startedAt;
        const facts = {
          checks: [
            check({
              gaps: gaps.map(([from, length]) => ({
                startedAt: start + from * MINUTE_MS,
                endedAt: start + (from + length) * MINUTE_MS,
              })),
            }),
          ],
          outages: outages.map(([from, length, state]) =>
            outage(
              new Date(start + from * MINUTE_MS).toISOString(),
              new Date(start + (from + length) * MINUTE_MS).toISOString(),
              { state },
            ),
          ),
        };
        const { uptimePpm, downMs, degradedMs, unknownMs } = figure(facts);
        expect(downMs + degradedMs + unknownMs).toBeLessThanOrEqual(RECORDED_MS);
        expect(uptimePpm === null || (uptimePpm >= 0 && uptimePpm <= 1_000_000)).toBe(true);
        expect(uptimePpm === 1_000_000).toBe(downMs === 0);
      }),
    );
  });
});
