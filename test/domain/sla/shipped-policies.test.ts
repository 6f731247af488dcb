import { describe, expect, test } from 'vitest';
import { policyForMonth } from '#domain/sla/policy-version';
import { readShippedVersions } from '#lib/sla-policy-file';
import { assessRows, down, onlyLine, shippedPolicy } from '#test/support/sla';

const QUARTER_MIN = 91 * 1_440;

describe('GitHub Enterprise', () => {
  const policy = shippedPolicy('github-enterprise');
  const lineOf = (minutes: number) =>
    onlyLine(assessRows([down('Actions', '2026-04-10T10:00Z', minutes)], { policy, month: '2026-05' }));

  test('counts a calendar quarter', () => {
    expect(lineOf(0).uptime.exact).toBe(`${QUARTER_MIN * 60_000}/${QUARTER_MIN * 60_000}`);
    expect(lineOf(200).claimBy).toBe('2026-07-30');
  });

  test.each([
    [QUARTER_MIN * 0.001 - 0.01, null],
    [QUARTER_MIN * 0.001, 100_000],
    [QUARTER_MIN * 0.01 - 0.01, 100_000],
    [QUARTER_MIN * 0.01, null],
    [QUARTER_MIN * 0.01 + 0.01, 250_000],
  ])('%d minutes earn %s: 99.9 % is in, and exactly 99.0 % falls between the tiers', (minutes, amount) => {
    expect(lineOf(minutes).credit?.amount ?? null).toBe(amount);
  });

  test('says that exactly 99.0 % falls between the tiers', () => {
    expect(lineOf(QUARTER_MIN * 0.01).explanation).toContainEqual({
      code: 'tier-gap',
      values: { percent: '99.000000' },
    });
  });
});

describe('Slack', () => {
  const versions = readShippedVersions('slack');

  test.each([
    ['2015-01', 1],
    ['2024-06', 1],
    ['2024-07', 1],
    ['2024-10', 2],
  ])('in the quarter of %s is version %i', (month, version) => {
    expect(policyForMonth(versions, month)?.version).toBe(version);
  });

  test('granted ten times what was paid for the down time, and grants nothing since July 2024', () => {
    const before = policyForMonth(versions, '2024-05');
    const since = policyForMonth(versions, '2024-11');
    if (!before || !since) throw new Error('There are two versions.');
    const fee = { minor: 375_000, currency: 'USD' };
    const rows = (start: string) => [down('Slack', start, 60)];
    expect(onlyLine(assessRows(rows('2024-05-05T10:00Z'), { policy: before, month: '2024-05', fee })).credit).toEqual({
      unit: 'money',
      amount: 1_717,
      currency: 'USD',
    });
    const none = onlyLine(assessRows(rows('2024-11-05T10:00Z'), { policy: since, month: '2024-11', fee }));
    expect(none).toMatchObject({ verdict: 'not-owed', credit: null, claimBy: null });
  });

  test('takes out ten hours of maintenance a year announced two days ahead', () => {
    const [policy = shippedPolicy('slack')] = versions;
    const maintenance = down('Slack', '2024-05-05T10:00Z', 660, {
      state: 'maintenance',
      announcedAt: Date.parse('2024-05-03T10:00Z'),
    });
    const { downtime } = onlyLine(assessRows([maintenance], { policy, month: '2024-05' }));
    expect(downtime.ms).toBe(60 * 60_000);
  });
});

describe('Azure', () => {
  test('keeps both readings of the time to claim, the earlier first', () => {
    const rows = [down('Virtual Machines', '2026-02-15T10:00Z', 60)];
    const line = onlyLine(assessRows(rows, { policy: shippedPolicy('azure-vm'), month: '2026-02' }));
    expect(line.claimDates.map(({ by }) => by)).toEqual(['2026-03-31', '2026-04-30']);
  });
});
