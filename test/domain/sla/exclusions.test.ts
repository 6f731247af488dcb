import { describe, expect, test } from 'vitest';
import type { ExcludedSpan } from '#domain/sla/assessment';
import { daysTerms } from '#test/support/credits';
import { assessRows, down } from '#test/support/sla';

const span = (service: string | null, start: string, minutes: number): ExcludedSpan => ({
  service,
  startedAt: Date.parse(start),
  endedAt: Date.parse(start) + minutes * 60_000,
  by: 'C. Martin',
  reason: 'your own firewall',
});
const ROWS = [down('Gmail', '2026-06-10T10:00Z', 60), down('Drive', '2026-06-10T10:00Z', 60)];

describe('what somebody took out', () => {
  test('is no downtime of that service, and the step names who and why', () => {
    const exclusions = [span('gmail', '2026-06-10T10:30Z', 60)];
    const { services } = assessRows(ROWS, { exclusions });
    expect(services.map(({ verdict, downtime }) => [verdict, downtime.ms])).toEqual([
      ['not-owed', 1_800_000],
      ['owed', 3_600_000],
    ]);
    const { startedAt, endedAt, by, reason } = exclusions[0] ?? span(null, '', 0);
    expect(services[0]?.explanation).toContainEqual({
      code: 'excluded-by',
      values: { startedAt, endedAt, zone: 'UTC', by, reason, ms: 1_800_000 },
    });
    expect(services[1]?.explanation.map(({ code }) => code)).not.toContain('excluded-by');
  });

  test('concerns every service where none is named', () => {
    const { total } = assessRows(ROWS, { exclusions: [span(null, '2026-06-10T10:00Z', 60)] });
    expect(total).toMatchObject({ verdict: 'not-owed', downtime: { ms: 0 } });
  });

  test('takes its own time away, though what is left on either side is shorter than the least that counts', () => {
    const downtime = { ...daysTerms().downtime, minimumMinutes: 10 };
    const policy = { id: 'x', version: 1, name: 'x', effectiveFrom: '2020-01-01', terms: daysTerms({ downtime }) };
    const exclusions = [span(null, '2026-06-10T10:09Z', 1)];
    const { services } = assessRows([down('Gmail', '2026-06-10T10:00Z', 19)], { exclusions, policy });
    expect(services[0]?.downtime.ms).toBe(18 * 60_000);
    const short = assessRows([down('Gmail', '2026-06-10T10:00Z', 9)], { policy });
    expect(short.services[0]?.downtime.ms).toBe(0);
  });

  test('outside the window is not mentioned', () => {
    const { services } = assessRows(ROWS, { exclusions: [span(null, '2026-07-10T10:00Z', 60)] });
    expect(services[0]?.explanation.map(({ code }) => code)).not.toContain('excluded-by');
  });
});
