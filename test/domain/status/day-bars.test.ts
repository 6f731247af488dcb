import { describe, expect, test } from 'vitest';
import { barWindow, type DayState, dayBars } from '#domain/status/day-bars';
import type { ServiceFacts } from '#domain/status/facts';
import { serviceTimeline } from '#domain/status/timeline';
import { MINUTE_MS } from '#domain/time';
import { at, check, NOW, outage, service } from './facts.ts';

const bars = (facts: ServiceFacts, now = NOW) => dayBars(serviceTimeline(facts, barWindow(now)));
const bar = (facts: ServiceFacts, day: string) => bars(facts).find((one) => one.day === day);

describe('day bars', () => {
  test('are ninety days of UTC, today last', () => {
    const days = bars(service());
    expect([days.length, days[0]?.day, days.at(-1)?.day]).toEqual([90, '2026-08-25', '2026-11-22']);
  });

  test('are ninety at the first instant of a day as well', () => {
    const days = bars(service(), at('2026-11-22T00:00:00.001Z'));
    expect([days.length, days.at(-1)?.day]).toEqual([90, '2026-11-22']);
  });

  test.each<{
    what: string;
    facts: Partial<ServiceFacts>;
    day: string;
    state: DayState;
    downMs?: number;
    degradedMs?: number;
    unknownMs?: number;
  }>([
    { what: 'a day without anything', facts: {}, day: '2026-11-20', state: 'operational' },
    {
      what: 'a day with an outage',
      facts: { outages: [outage('2026-11-20T10:00:00Z', '2026-11-20T10:26:00Z')] },
      day: '2026-11-20',
      state: 'down',
      downMs: 26 * MINUTE_MS,
    },
    {
      what: 'the day before midnight',
      facts: { outages: [outage('2026-11-19T23:50:00Z', '2026-11-20T00:10:00Z')] },
      day: '2026-11-19',
      state: 'down',
      downMs: 10 * MINUTE_MS,
    },
    {
      what: 'the day after midnight',
      facts: { outages: [outage('2026-11-19T23:50:00Z', '2026-11-20T00:10:00Z')] },
      day: '2026-11-20',
      state: 'down',
      downMs: 10 * MINUTE_MS,
    },
    {
      what: 'a day that an outage only touches',
      facts: { outages: [outage('2026-11-19T23:50:00Z', '2026-11-20T00:00:00Z')] },
      day: '2026-11-20',
      state: 'operational',
    },
    {
      what: 'the 25-hour day of Paris',
      facts: { outages: [outage('2026-10-25T00:00:00+02:00', '2026-10-26T00:00:00+01:00')] },
      day: '2026-10-25',
      state: 'down',
      downMs: 23 * 60 * MINUTE_MS,
    },
    {
      what: 'two sources that overlap, once',
      facts: {
        outages: [
          outage('2026-11-20T10:00:00Z', '2026-11-20T10:20:00Z'),
          outage('2026-11-20T10:10:00Z', '2026-11-20T10:30:00Z', { source: 'provider', state: 'degraded' }),
        ],
      },
      day: '2026-11-20',
      state: 'down',
      downMs: 20 * MINUTE_MS,
      degradedMs: 10 * MINUTE_MS,
    },
    {
      what: 'a gap of minutes',
      facts: {
        checks: [check({ gaps: [{ startedAt: at('2026-11-20T10:00:00Z'), endedAt: at('2026-11-20T10:30:00Z') }] })],
      },
      day: '2026-11-20',
      state: 'operational',
      unknownMs: 30 * MINUTE_MS,
    },
    {
      what: 'a gap of most of a day',
      facts: {
        checks: [check({ gaps: [{ startedAt: at('2026-11-20T02:00:00Z'), endedAt: at('2026-11-20T23:00:00Z') }] })],
      },
      day: '2026-11-20',
      state: 'unknown',
      unknownMs: 21 * 60 * MINUTE_MS,
    },
    {
      what: 'a gap that another check covers',
      facts: {
        checks: [
          check({ gaps: [{ startedAt: at('2026-11-20T02:00:00Z'), endedAt: at('2026-11-20T23:00:00Z') }] }),
          check(),
        ],
      },
      day: '2026-11-20',
      state: 'operational',
      unknownMs: 0,
    },
    {
      what: 'an outage inside a gap',
      facts: {
        checks: [check({ gaps: [{ startedAt: at('2026-11-20T00:00:00Z'), endedAt: at('2026-11-21T00:00:00Z') }] })],
        outages: [outage('2026-11-20T10:00:00Z', '2026-11-20T11:00:00Z', { source: 'declared' })],
      },
      day: '2026-11-20',
      state: 'down',
      downMs: 60 * MINUTE_MS,
      unknownMs: 23 * 60 * MINUTE_MS,
    },
    {
      what: 'a day before the first check',
      facts: { checks: [check({ createdAt: at('2026-11-21T00:00:00Z') })] },
      day: '2026-11-20',
      state: 'unrecorded',
      unknownMs: 0,
    },
    { what: 'a service nobody looks at', facts: { checks: [] }, day: '2026-11-20', state: 'unrecorded' },
    {
      what: 'a service only its provider speaks of',
      facts: { checks: [], provider: 'google-workspace' },
      day: '2026-11-20',
      state: 'operational',
    },
  ])('show $what', ({ facts, day, state, downMs = 0, degradedMs = 0, unknownMs = 0 }) => {
    expect(bar(service(facts), day)).toMatchObject({ state, downMs, degradedMs, unknownMs });
  });

  test('count an open outage up to now', () => {
    expect(bars(service({ outages: [outage('2026-11-22T11:37:00Z', null)] })).at(-1)).toMatchObject({
      state: 'down',
      downMs: 23 * MINUTE_MS,
    });
  });

  test('count a check that stopped coming back as not seeing', () => {
    const facts = service({ checks: [check({ lastSampleAt: at('2026-11-22T02:00:00Z') })] });
    expect(bars(facts).at(-1)).toMatchObject({ state: 'unknown', unknownMs: 10 * 60 * MINUTE_MS });
  });
});
