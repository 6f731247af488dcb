import { describe, expect, test } from 'vitest';
import type { OutageRow } from '#domain/sla/assessment';
import type { DowntimeRule, PolicyTerms } from '#domain/sla/policy';
import { assessRows, down, editedPolicy, onlyLine, shippedPolicy } from '#test/support/sla';

const { downtime } = shippedPolicy('google-workspace').terms;

function lineOf(rows: readonly OutageRow[], rule: Partial<DowntimeRule>, terms: Partial<PolicyTerms> = {}) {
  const policy = editedPolicy('google-workspace', { downtime: { ...downtime, ...rule }, ...terms });
  return onlyLine(assessRows(rows, { policy, services: ['Gmail'] }));
}

describe('the weight of a state', () => {
  test('a degraded minute at 0.3 costs 18 seconds', () => {
    const rows = [down('Gmail', '2026-06-10T10:00Z', 100, { state: 'degraded' })];
    const line = lineOf(rows, { weights: { degraded: '0.3' } });
    expect(line.downtime.ms).toBe(30 * 60_000);
    expect(line.uptime.percent).toBe('99.930555');
    expect(line).toMatchObject({ verdict: 'not-owed', missing: [] });
    expect(line.explanation).toContainEqual({ code: 'weighted', values: { spanMs: 6_000_000, ms: 1_800_000 } });
  });

  test('10 minutes up, 30 degraded at no cost and 20 down are 66.67 % of an hour', () => {
    const rows = [
      down('Gmail', '2026-06-10T10:10Z', 30, { state: 'degraded' }),
      down('Gmail', '2026-06-10T10:40Z', 20),
    ];
    const { ms } = lineOf(rows, { weights: { degraded: '0' } }).downtime;
    expect((100 * (60 - ms / 60_000)) / 60).toBeCloseTo(66.67, 2);
  });

  test('where two rows overlap the heavier one counts, once', () => {
    const rows = [
      down('Gmail', '2026-06-10T10:00Z', 60, { state: 'degraded' }),
      down('Gmail', '2026-06-10T10:20Z', 10),
      down('Gmail', '2026-06-10T10:25Z', 10),
    ];
    expect(lineOf(rows, { weights: { degraded: '0.5' } }).downtime.ms).toBe((15 + 45 / 2) * 60_000);
  });

  test('a fraction of a millisecond is kept in the exact figure and rounded down where it is shown', () => {
    const startedAt = Date.parse('2026-06-10T10:00Z');
    const row: OutageRow = { service: 'Gmail', startedAt, endedAt: startedAt + 1, state: 'degraded' };
    const line = lineOf([row], { weights: { degraded: '0.3' } });
    expect(line.downtime.ms).toBe(0);
    expect(line.uptime.exact).toBe('2591999999.7/2592000000');
  });

  test('an information counts only where it has a weight', () => {
    const rows = [down('Gmail', '2026-06-10T10:00Z', 100, { state: 'information' })];
    expect(lineOf(rows, {}).explanation).toContainEqual({
      code: 'left-out',
      values: { reason: 'information', count: 1 },
    });
    expect(lineOf(rows, { weights: { information: '1' } }).downtime.ms).toBe(6_000_000);
  });

  test('a state of weight zero is left out and said so', () => {
    const line = lineOf([down('Gmail', '2026-06-10T10:00Z', 100)], { weights: { down: '0' } });
    expect(line.explanation).toContainEqual({ code: 'left-out', values: { reason: 'weighs-nothing', count: 1 } });
    expect(line.verdict).toBe('not-owed');
  });

  test('maintenance and unknown time have weights of their own where they count', () => {
    const rows = [
      down('Gmail', '2026-06-10T10:00Z', 60, { state: 'maintenance' }),
      down('Gmail', '2026-06-11T10:00Z', 60, { state: 'unknown' }),
    ];
    const line = lineOf(
      rows,
      { unknown: 'down', weights: { maintenance: '0.5', unknown: '0.25' } },
      { maintenance: { treatment: 'counts', noticeHours: null, maximumHoursPerYear: null } },
    );
    expect(line.downtime.ms).toBe((30 + 15) * 60_000);
  });
});

describe('a share of users or requests', () => {
  const measures = { measure: 'user-minutes' } as const;
  const half = { sharePpm: 500_000 };

  test('of one’s own weighs the minutes of user-minutes', () => {
    const rows = [down('Gmail', '2026-06-10T10:00Z', 100, { ...half, shareOf: 'customer' })];
    const line = lineOf(rows, {}, measures);
    expect(line).toMatchObject({ verdict: 'owed', downtime: { ms: 50 * 60_000 } });
    expect(line.assumptions.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['all-users-down', 'shares-weigh']),
    );
  });

  test('of everybody leaves user-minutes open', () => {
    const line = lineOf([down('Gmail', '2026-06-10T10:00Z', 100, half)], {}, measures);
    expect(line).toMatchObject({ verdict: 'depends', missing: [{ code: 'own-user-minutes' }] });
  });

  test('of one’s own settles a line that a share of everybody leaves open', () => {
    const small = { sharePpm: 50_000 };
    const own = { ...small, shareOf: 'customer' } as const;
    expect(lineOf([down('Gmail', '2026-06-10T10:00Z', 100, small)], {}).verdict).toBe('depends');
    expect(lineOf([down('Gmail', '2026-06-10T10:00Z', 100, own)], {}).verdict).toBe('not-owed');
    expect(lineOf([down('Gmail', '2026-06-10T10:00Z', 100, { ...own, sharePpm: 50_001 })], {}).verdict).toBe('owed');
  });

  test.each([
    ['requests', 'own-requests', 'requests-even'],
    ['interval-error-rate', 'own-error-rates', 'all-requests-failed'],
  ] as const)('counted in %s asks for %s and assumes %s', (measure, missing, assumed) => {
    const terms = { measure, ...(measure === 'requests' ? {} : { intervalMinutes: 60 }) };
    expect(lineOf([down('Gmail', '2026-06-10T10:00Z', 100, half)], {}, terms).missing[0]?.code).toBe(missing);
    const all = lineOf([down('Gmail', '2026-06-10T10:00Z', 100)], {}, terms);
    expect(all).toMatchObject({ verdict: 'owed', downtime: { ms: 6_000_000 } });
    expect(all.assumptions.map(({ code }) => code)).toContain(assumed);
  });

  test('where shares overlap the largest weighs', () => {
    const own = (sharePpm: number, start: string) =>
      down('Gmail', start, 60, { sharePpm, shareOf: 'customer' as const });
    const rows = [own(200_000, '2026-06-10T10:00Z'), own(600_000, '2026-06-10T10:30Z')];
    expect(lineOf(rows, {}, measures).downtime.ms).toBe((30 * 0.2 + 60 * 0.6) * 60_000);
  });
});

describe('what nobody knows', () => {
  const rows = [
    down('Gmail', '2026-06-10T10:00Z', 43),
    down('Gmail', '2026-06-20T00:00Z', 10 * 24 * 60, { state: 'unknown' }),
  ];

  test('may be taken out of the window, so that the rest decides', () => {
    expect(lineOf(rows, {}).verdict).toBe('not-owed');
    const line = lineOf(rows, { unknown: 'excluded' });
    expect(line).toMatchObject({ verdict: 'owed', uptime: { exact: `${(28_800 - 43) * 60_000}/${28_800 * 60_000}` } });
    expect(line.explanation).toContainEqual({
      code: 'unknown-excluded',
      values: { ms: 14_400 * 60_000, leftMs: 28_800 * 60_000 },
    });
  });

  test('may be the whole window: then no downtime is known either', () => {
    const line = lineOf([down('Gmail', '2026-05-01T00:00Z', 100_000, { state: 'unknown' })], { unknown: 'excluded' });
    expect(line).toMatchObject({ verdict: 'not-owed', uptime: { percent: '100.000000' } });
    expect(line.assumptions.map(({ code }) => code)).toContain('nothing-known');
  });
});

describe('places', () => {
  test('only those of the policy count, and a row that names none is taken to mean them', () => {
    const rows = [
      down('Gmail', '2026-06-10T10:00Z', 10, { location: 'Paris (europe-west9), London' }),
      down('Gmail', '2026-06-11T10:00Z', 20, { location: 'Tokyo' }),
      down('Gmail', '2026-06-12T10:00Z', 40, { location: 'A, B …', locations: ['A', 'B', 'london'] }),
      down('Gmail', '2026-06-13T10:00Z', 80),
    ];
    const line = lineOf(rows, { locations: ['London'] });
    expect(line.downtime.ms).toBe(130 * 60_000);
    expect(line.explanation).toContainEqual({ code: 'left-out', values: { reason: 'location', count: 1 } });
    expect(line.assumptions).toContainEqual({ code: 'locations-unstated', values: { locations: ['London'] } });
  });
});
