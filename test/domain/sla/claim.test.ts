import { describe, expect, test } from 'vitest';
import type { ClaimReading, ClaimRule } from '#domain/sla/policy';
import { assessRows, down, editedPolicy, onlyLine, shippedPolicy } from '#test/support/sla';

const reading = (anchor: ClaimReading['anchor'], more: Partial<ClaimReading> = {}): ClaimReading => ({
  anchor,
  days: null,
  count: null,
  ...more,
});

function claimBy(readings: readonly ClaimReading[], start = '2026-06-10T23:30Z', zone = 'UTC'): string | null {
  const claim: ClaimRule = { automatic: false, readings, evidence: [] };
  const policy = editedPolicy('google-workspace', { claim });
  return onlyLine(assessRows([down('Gmail', start, 60)], { policy, zone })).claimBy;
}

describe('the last day to claim', () => {
  test('Microsoft: an incident of 15 February is claimed by 31 March', () => {
    const policy = shippedPolicy('microsoft-365');
    const line = onlyLine(assessRows([down('Teams', '2026-02-15T10:00Z', 60)], { policy, month: '2026-02' }));
    expect(line.claimBy).toBe('2026-03-31');
  });

  test('AWS: the end of the second billing cycle after', () => {
    const policy = shippedPolicy('aws-s3');
    const line = onlyLine(assessRows([down('S3', '2026-02-15T10:00Z', 60)], { policy, month: '2026-02' }));
    expect(line.claimBy).toBe('2026-04-30');
  });

  test('AWS with a billing day: the eve of the third cycle after', () => {
    const { window } = shippedPolicy('aws-s3').terms;
    const policy = editedPolicy('aws-s3', { window: { ...window, anchorDay: 17 } });
    const line = onlyLine(assessRows([down('S3', '2026-02-20T10:00Z', 60)], { policy, month: '2026-02' }));
    expect(line.claimBy).toBe('2026-05-16');
  });

  test('Google: both readings are kept and the earlier is shown', () => {
    const line = onlyLine(assessRows([down('Gmail', '2026-06-10T10:00Z', 44)]));
    expect(line.claimDates.map(({ by, reading: { anchor } }) => [anchor, by])).toEqual([
      ['eligibility', '2026-07-10'],
      ['window-end', '2026-07-30'],
    ]);
    expect(line.claimBy).toBe('2026-07-10');
  });

  test('eligibility is the instant at which the line was crossed, not the first incident', () => {
    const rows = [down('Gmail', '2026-06-03T10:00Z', 43), down('Gmail', '2026-06-20T10:00Z', 1)];
    expect(onlyLine(assessRows(rows)).claimBy).toBe('2026-07-20');
  });

  test.each(['2026-05', '2026-06'])(
    'days from an incident run from its beginning, also in the window of %s',
    (month) => {
      const claim = { automatic: false, readings: [reading('incident', { days: 30 })], evidence: [] };
      const policy = editedPolicy('google-workspace', { claim });
      const line = onlyLine(assessRows([down('Gmail', '2026-05-28T12:00Z', 7 * 24 * 60)], { policy, month }));
      expect(line.claimBy).toBe('2026-06-27');
    },
  );

  test('days are counted on the calendar of the zone', () => {
    expect(claimBy([reading('incident', { days: 30 })])).toBe('2026-07-10');
    expect(claimBy([reading('incident', { days: 30 })], '2026-06-10T23:30Z', 'Asia/Kolkata')).toBe('2026-07-11');
  });

  test('the window end itself is the last day of the month', () => {
    expect(claimBy([reading('window-end', { days: 15 })])).toBe('2026-07-15');
    expect(claimBy([reading('month-end', { count: 1 })])).toBe('2026-07-31');
  });

  test('nothing owed has no date, and a credit that comes by itself neither', () => {
    expect(onlyLine(assessRows([down('Gmail', '2026-06-10T10:00Z', 10)])).claimBy).toBeNull();
    const policy = editedPolicy('google-workspace', { claim: { automatic: true, readings: [], evidence: [] } });
    const line = onlyLine(assessRows([down('Gmail', '2026-06-10T10:00Z', 60)], { policy }));
    expect(line).toMatchObject({ verdict: 'owed', claimBy: null });
  });
});
