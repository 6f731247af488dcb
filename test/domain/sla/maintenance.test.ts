import { describe, expect, test } from 'vitest';
import type { OutageRow } from '#domain/sla/assessment';
import type { MaintenanceRule } from '#domain/sla/policy';
import { assessRows, down, editedPolicy, onlyLine } from '#test/support/sla';

const START = '2026-06-10T10:00Z';

function maintenance(minutes: number, announced: string | null, start = START): OutageRow {
  const announcedAt = announced === null ? null : Date.parse(announced);
  return down('Gmail', start, minutes, { state: 'maintenance', announcedAt });
}

function lineUnder(rule: MaintenanceRule, rows: readonly OutageRow[]) {
  return onlyLine(assessRows(rows, { policy: editedPolicy('google-workspace', { maintenance: rule }) }));
}

const FIVE_DAYS: MaintenanceRule = { treatment: 'excluded', noticeHours: 120, maximumHoursPerYear: null };

describe('maintenance', () => {
  test.each([
    ['exactly five days ahead is out', '2026-06-05T10:00Z', 'not-owed'],
    ['a millisecond late counts', '2026-06-05T10:00:00.001Z', 'owed'],
    ['announced after it began counts', '2026-06-10T11:00Z', 'owed'],
    ['announced nobody knows when depends', null, 'depends'],
  ])('%s', (_name, announced, verdict) => {
    expect(lineUnder(FIVE_DAYS, [maintenance(60, announced)]).verdict).toBe(verdict);
  });

  test('takes downtime within it out, and what overruns it counts', () => {
    const rows = [maintenance(60, '2026-06-01T00:00Z'), down('Gmail', START, 110)];
    expect(lineUnder(FIVE_DAYS, rows)).toMatchObject({ verdict: 'owed', downtime: { ms: 50 * 60_000 } });
  });

  test('depends where the contract does not mention it', () => {
    const rule: MaintenanceRule = { treatment: 'not-mentioned', noticeHours: null, maximumHoursPerYear: null };
    expect(lineUnder(rule, [maintenance(60, '2026-01-01T00:00Z')])).toMatchObject({
      verdict: 'depends',
      missing: [{ code: 'maintenance-in-contract' }],
    });
  });

  test('counts where the contract counts it', () => {
    const rule: MaintenanceRule = { treatment: 'counts', noticeHours: null, maximumHoursPerYear: null };
    expect(lineUnder(rule, [maintenance(60, '2026-01-01T00:00Z')]).verdict).toBe('owed');
  });

  test('uses up the yearly allowance in the order of time, with the months before', () => {
    const rule: MaintenanceRule = { ...FIVE_DAYS, maximumHoursPerYear: 12 };
    const rows = [maintenance(660, '2026-01-01T00:00Z', '2026-02-10T10:00Z'), maintenance(120, '2026-06-01T00:00Z')];
    const line = lineUnder(rule, rows);
    expect(line).toMatchObject({ verdict: 'owed', downtime: { ms: 60 * 60_000 } });
    expect(line.explanation).toContainEqual({ code: 'maintenance-beyond-cap', values: { ms: 3_600_000, hours: 12 } });
  });

  test('starts a new allowance with the year', () => {
    const rule: MaintenanceRule = { ...FIVE_DAYS, maximumHoursPerYear: 12 };
    const rows = [maintenance(700, '2025-01-01T00:00Z', '2025-12-10T10:00Z'), maintenance(120, '2026-06-01T00:00Z')];
    expect(lineUnder(rule, rows).downtime.ms).toBe(0);
  });

  test('says nothing of missing announcements outside the window', () => {
    expect(lineUnder(FIVE_DAYS, [maintenance(60, null, '2026-05-10T10:00Z')])).toMatchObject({
      verdict: 'not-owed',
      missing: [],
    });
  });
});
