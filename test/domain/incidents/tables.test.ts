import { describe, expect, test } from 'vitest';
import { nextReadingAt } from '#domain/feeds/feed-schedule';
import { planIncidentNotice, planOutageNotice, type Told } from '#domain/feeds/plan-telling';
import { widestVisibility, worstImpact } from '#domain/incidents/impact';
import { planMove, problemOfPromise } from '#domain/incidents/moves';
import { problemOfPhases, type StatedStretch, spanOfPhases } from '#domain/incidents/stated-phases';
import { combineAccounts } from '#domain/incidents/story';

const HOUR = 3_600_000;
const NOW = 100 * HOUR;

test.each([
  ['investigating', 'monitoring', 'continue'],
  ['monitoring', 'investigating', 'continue'],
  ['monitoring', 'monitoring', 'continue'],
  ['identified', 'resolved', 'resolve'],
  ['resolved', 'resolved', 'comment'],
  ['resolved', 'monitoring', 'refused'],
] as const)('from %s to %s an update means: %s', (from, to, move) => {
  expect(planMove(from, to)).toBe(move);
});

test('an update is promised for a time to come, or not at all', () => {
  expect([problemOfPromise(null, NOW), problemOfPromise(NOW + 1, NOW)]).toEqual([undefined, undefined]);
  expect(problemOfPromise(NOW, NOW)).toMatch(/time to come/);
});

test('the worst impact and the widest visibility count', () => {
  expect([worstImpact([]), worstImpact(['minor', 'critical', 'major'])]).toEqual(['none', 'critical']);
  expect([widestVisibility([]), widestVisibility(['operators', 'public', 'organizations'])]).toEqual([
    'operators',
    'public',
  ]);
});

describe('stated phases', () => {
  const phase = (startedAt: number, endedAt: number | null, change: Partial<StatedStretch> = {}): StatedStretch => ({
    ...{ startedAt, endedAt, state: 'down', surfaces: [], locations: [], sharePpm: null },
    ...change,
  });

  test.each([
    ['none', [], /at least one/],
    ['one in the future', [phase(NOW + HOUR, null)], /begin in the future/],
    ['one that ends in the future', [phase(0, NOW + HOUR)], /end in the future/],
    ['one without length', [phase(5, 5)], /after it begins/],
    ['an open one before another', [phase(0, null), phase(9, 10)], /Only the last/],
    ['overlapping ones', [phase(0, 10), phase(9, 20)], /do not overlap/],
    ['an empty share', [phase(0, 10, { sharePpm: 0 })], /more than 0/],
    ['a share above all', [phase(0, 10, { sharePpm: 1_000_001 })], /at most 100/],
  ])('refuse %s', (_, phases, sentence) => {
    expect(problemOfPhases(phases, NOW)).toMatch(sentence);
  });

  test('may touch, leave gaps and end open; the outage spans them and is as bad as the worst', () => {
    const phases = [phase(0, 10, { state: 'degraded' }), phase(10, 20), phase(30, null, { state: 'degraded' })];
    expect(problemOfPhases(phases, NOW)).toBeUndefined();
    expect(spanOfPhases(phases)).toEqual({ startedAt: 0, endedAt: null, state: 'down' });
  });
});

describe('the accounts of a provider and of others', () => {
  const provider = { impact: 'minor', stage: 'resolved', startedAt: 10, resolvedAt: 50 } as const;
  test.each([
    ['nobody else', [], { impact: 'minor', stage: 'resolved', startedAt: 10, resolvedAt: 50 }],
    [
      'one that lasted longer and was worse',
      [{ state: 'down', startedAt: 5, endedAt: 60 }],
      { impact: 'major', stage: 'resolved', startedAt: 5, resolvedAt: 60 },
    ],
    [
      'one that goes on',
      [{ state: 'degraded', startedAt: 20, endedAt: null }],
      { impact: 'minor', stage: 'monitoring', startedAt: 10, resolvedAt: null },
    ],
  ] as const)('with %s', (_, others, account) => {
    expect(combineAccounts(provider, others)).toEqual(account);
  });
  test('an open one stays at the stage the provider names', () => {
    const open = { ...provider, stage: 'identified', resolvedAt: null } as const;
    expect(combineAccounts(open, [{ state: 'down', startedAt: 12, endedAt: 20 }])).toMatchObject({
      stage: 'identified',
      resolvedAt: null,
    });
  });
});

describe('who is told of a change in a feed', () => {
  const told = (endedAt: number | null, lastWordAt = NOW - HOUR): Told => ({ endedAt, lastWordAt });
  const old = NOW - 48 * HOUR;
  test.each([
    ['new and open', undefined, told(null), 'incident.opened'],
    ['new and open since long', undefined, told(null, old), 'incident.opened'],
    ['new and over just now', undefined, told(NOW - HOUR), 'incident.resolved'],
    ['new to us, but long over', undefined, told(old, old), undefined],
    ['over', told(null), told(NOW), 'incident.resolved'],
    ['open again', told(NOW - HOUR), told(null), 'incident.updated'],
    ['told on', told(null, NOW - 2 * HOUR), told(null), 'incident.updated'],
    ['reworded only', told(null), told(null), undefined],
    ['corrected long after', told(old, old), told(old + 1, old), undefined],
  ] as const)('an incident that is %s', (_, before, after, kind) => {
    expect(planIncidentNotice({ mode: 'live', now: NOW, before, after })).toBe(kind);
    expect(planIncidentNotice({ mode: 'history', now: NOW, before, after })).toBeUndefined();
  });
  test.each([
    ['begins', undefined, told(null), 'outage.started'],
    ['is new to us, but over', undefined, told(NOW), undefined],
    ['ends', told(null), told(NOW), 'outage.ended'],
    ['ended long ago, as we hear now', told(null), told(old), undefined],
    ['goes on after all', told(NOW), told(null), 'outage.started'],
    ['is corrected', told(NOW), told(NOW - 1), undefined],
  ] as const)('an outage that %s', (_, before, after, kind) => {
    expect(planOutageNotice({ mode: 'live', now: NOW, before, after })).toBe(kind);
    expect(planOutageNotice({ mode: 'history', now: NOW, before, after })).toBeUndefined();
  });
});

test.each([
  [0, 60_000],
  [1, 120_000],
  [3, 480_000],
  [10, HOUR],
  [1_000, HOUR],
])('after %i failures in a row a feed is read again after %i ms', (failureCount, delayMs) => {
  expect(nextReadingAt({ now: NOW, intervalMs: 60_000, failureCount }) - NOW).toBe(delayMs);
});
