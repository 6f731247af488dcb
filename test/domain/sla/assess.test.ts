import { describe, expect, test } from 'vitest';
import { assessRows, down, editedPolicy, onlyLine, shippedPolicy } from '#test/support/sla';

const ATLASSIAN = shippedPolicy('atlassian');

describe('uptime and tier', () => {
  test('60 minutes of 43,200 are 99.861111 % and earn 10 % under Atlassian', () => {
    const line = onlyLine(assessRows([down('Jira', '2026-06-10T10:00Z', 60)], { policy: ATLASSIAN }));
    expect(line.uptime).toEqual({ exact: '2588400000/2592000000', percent: '99.861111' });
    expect(line).toMatchObject({
      verdict: 'owed',
      credit: { unit: 'percent', amount: 100_000 },
      claimBy: '2026-07-15',
    });
  });

  test('44 minutes of 43,200 are shown as 99.90 % elsewhere and still earn the credit', () => {
    const line = onlyLine(assessRows([down('Gmail', '2026-06-10T14:05Z', 44)]));
    expect(line).toMatchObject({ verdict: 'owed', credit: { unit: 'days', amount: 3 } });
    expect(line.uptime.percent).toBe('99.898148');
    expect(line.explanation).toContainEqual({ code: 'looks-kept', values: { shown: '99.90', below: '99.9' } });
  });

  test.each([
    ['2026-02', 40.32],
    ['2024-02', 41.76],
    ['2026-06', 43.2],
    ['2026-07', 44.64],
  ])('in %s exactly 99.9 %% (%d min) earns nothing and a millisecond more does', (month, minutes) => {
    const start = `${month}-10T00:00Z`;
    const exact = down('Gmail', start, minutes);
    const [kept, missed] = [0, 1].map((extra) =>
      onlyLine(assessRows([{ ...exact, endedAt: Date.parse(start) + minutes * 60_000 + extra }], { month })),
    );
    expect(kept).toMatchObject({ verdict: 'not-owed', credit: null, uptime: { percent: '99.900000' } });
    expect(missed).toMatchObject({ verdict: 'owed', credit: { amount: 3 }, uptime: { percent: '99.899999' } });
  });

  test.each([
    [432, 3],
    [432.001, 7],
    [2_160, 7],
    [2_160.001, 15],
    [43_200, 15],
  ])('%d minutes of June earn %i days', (minutes, days) => {
    expect(onlyLine(assessRows([down('Gmail', '2026-06-01T00:00Z', minutes)])).credit?.amount).toBe(days);
  });

  test.each([
    ['2026-02', 40],
    ['2024-02', 41],
    ['2026-06', 43],
    ['2026-07', 44],
  ])('in %s %i whole minutes keep 99.9 %% and one more does not', (month, minutes) => {
    const of = (count: number) => onlyLine(assessRows([down('Gmail', `${month}-10T00:00Z`, count)], { month })).verdict;
    expect([of(minutes), of(minutes + 1)]).toEqual(['not-owed', 'owed']);
  });

  test('an inclusive bound belongs to the worse tier, and a floor leaves its gap', () => {
    const tiers = [
      { below: '99.9', inclusive: true, credit: '10', floor: { above: '99.0', inclusive: false } },
      { below: '99.0', inclusive: false, credit: '25', floor: null },
    ];
    const policy = editedPolicy('atlassian', { tiers });
    const creditOf = (minutes: number) =>
      onlyLine(assessRows([down('Jira', '2026-06-10T00:00Z', minutes)], { policy })).credit?.amount ?? 0;
    expect([43.2, 431, 432, 433].map(creditOf)).toEqual([100_000, 100_000, 0, 250_000]);
  });

  test('a month of a zone with daylight saving is as long as its clock says', () => {
    const march = assessRows([down('Gmail', '2026-03-20T00:00Z', 44.58)], {
      month: '2026-03',
      zone: 'America/Los_Angeles',
    });
    expect(march.window.ms).toBe(44_580 * 60_000);
    expect(onlyLine(march)).toMatchObject({ verdict: 'not-owed', uptime: { percent: '99.900000' } });
  });

  test('an outage across the edge of the month falls into the month its zone says', () => {
    const rows = [down('Chat', '2025-11-01T05:05Z', 60)];
    const november = (zone: string) => onlyLine(assessRows(rows, { month: '2025-11', zone })).downtime.ms;
    expect([november('UTC'), november('America/Los_Angeles')]).toEqual([3_600_000, 0]);
  });
});

describe('what counts as downtime', () => {
  test('rows that overlap count once, whoever reports them and however the service is spelt', () => {
    const rows = [
      down('Calendar', '2026-06-10T10:00Z', 30),
      down('google calendar ', '2026-06-10T10:20Z', 30),
      down('Google Calendar', '2026-06-10T10:50Z', 10),
    ];
    const line = onlyLine(assessRows(rows));
    expect(line.downtime).toEqual({
      ms: 3_600_000,
      intervals: [{ startedAt: Date.parse('2026-06-10T10:00Z'), endedAt: Date.parse('2026-06-10T11:00Z') }],
    });
  });

  test('a degraded hour depends on the share of the domain’s own requests that failed', () => {
    const line = onlyLine(assessRows([down('Gmail', '2026-06-10T10:00Z', 60, { state: 'degraded' })]));
    expect(line).toMatchObject({ verdict: 'depends', credit: { amount: 3 }, certain: { credit: null } });
    expect(line.missing).toEqual([{ code: 'own-error-share', values: { above: '5' } }]);
  });

  test('degraded time that changes no tier leaves the verdict alone', () => {
    const rows = [
      down('Gmail', '2026-06-10T10:00Z', 60),
      down('Gmail', '2026-06-11T10:00Z', 60, { state: 'degraded' }),
    ];
    const line = onlyLine(assessRows(rows));
    expect(line).toMatchObject({ verdict: 'owed', missing: [], downtime: { ms: 3_600_000 }, credit: { amount: 3 } });
    expect(line.explanation).toContainEqual({ code: 'disputed', values: { ms: 3_600_000, matters: false } });
  });

  test('degraded time that would reach a better tier depends, and says what is owed in any case', () => {
    const rows = [
      down('Gmail', '2026-06-10T10:00Z', 60),
      down('Gmail', '2026-06-11T10:00Z', 600, { state: 'degraded' }),
    ];
    expect(onlyLine(assessRows(rows))).toMatchObject({
      verdict: 'depends',
      credit: { amount: 7 },
      certain: { credit: { amount: 3 } },
    });
  });

  test.each([
    [3_200, 'depends'],
    [50_000, 'depends'],
    [50_001, 'owed'],
    [0, 'not-owed'],
  ])('a stated share of %i ppm of all users makes it %s', (sharePpm, verdict) => {
    const line = onlyLine(assessRows([down('Gmail', '2026-06-10T10:00Z', 724, { sharePpm })]));
    expect(line.verdict).toBe(verdict);
  });

  test('a small share of everybody is said to be perhaps all of yours', () => {
    const line = onlyLine(assessRows([down('Chat', '2026-06-10T10:00Z', 724, { sharePpm: 3_200 })]));
    expect(line.assumptions).toContainEqual({ code: 'small-share', values: { sharePpm: 3_200, above: '5' } });
  });

  test('only the web interface counts for Google', () => {
    const of = (surface: 'web' | 'protocol') =>
      onlyLine(assessRows([down('Gmail', '2026-06-10T10:00Z', 108, { surface })])).verdict;
    expect([of('web'), of('protocol')]).toEqual(['owed', 'not-owed']);
  });

  test.each(['Admin Console', 'Classroom', 'Google Classroom', 'A service of our own'])(
    '%s earns nothing',
    (service) => {
      const line = onlyLine(assessRows([down(service, '2026-06-10T10:00Z', 6_000)]));
      expect(line).toMatchObject({
        covered: false,
        verdict: 'not-owed',
        credit: null,
        tier: null,
        downtime: { ms: 360_000_000 },
      });
      expect(line.explanation.at(-1)?.code).toBe('not-covered');
    },
  );

  test('whole consecutive minutes alone count for Compute Engine', () => {
    const policy = shippedPolicy('google-cloud-compute');
    const msOf = (seconds: number) =>
      onlyLine(assessRows([down('Compute Engine', '2026-06-10T10:00Z', seconds / 60)], { policy })).downtime.ms;
    expect([59, 60, 119, 120].map(msOf)).toEqual([0, 60_000, 60_000, 120_000]);
  });

  test('ten minutes across the end of the month are long enough in both months', () => {
    const { downtime } = shippedPolicy('google-workspace').terms;
    const policy = editedPolicy('google-workspace', { downtime: { ...downtime, minimumMinutes: 10 } });
    const rows = [down('Gmail', '2026-06-30T23:55Z', 10), down('Gmail', '2026-06-12T00:00Z', 9)];
    const msIn = (month: string) => onlyLine(assessRows(rows, { policy, month })).downtime.ms;
    expect([msIn('2026-06'), msIn('2026-07')]).toEqual([300_000, 300_000]);
  });

  test('user-minutes without the number of users are an assumption, and a share of users a missing fact', () => {
    const policy = shippedPolicy('microsoft-365');
    const whole = onlyLine(assessRows([down('Teams', '2026-06-10T10:00Z', 60)], { policy }));
    expect(whole.verdict).toBe('owed');
    expect(whole.assumptions.map(({ code }) => code)).toContain('all-users-down');
    const part = onlyLine(assessRows([down('Teams', '2026-06-10T10:00Z', 60, { sharePpm: 300_000 })], { policy }));
    expect(part).toMatchObject({ verdict: 'depends', missing: [{ code: 'own-user-minutes' }] });
  });
});

describe('unknown time', () => {
  const unknown = down('Gmail', '2026-06-12T10:00Z', 60, { state: 'unknown' });

  test('counts as up, is reported, and is said to matter when it would', () => {
    const line = onlyLine(assessRows([unknown]));
    expect(line).toMatchObject({ verdict: 'not-owed', unknownMs: 3_600_000, downtime: { ms: 0 } });
    expect(line.assumptions).toContainEqual({
      code: 'unknown-would-change',
      values: { ms: 3_600_000, credit: { unit: 'days', amount: 3 } },
    });
  });

  test('is silent about a change when there is none', () => {
    const line = onlyLine(assessRows([unknown, down('Gmail', '2026-06-10T10:00Z', 60)]));
    expect(line.assumptions.map(({ code }) => code)).not.toContain('unknown-would-change');
  });

  test('counts as down where the policy says so', () => {
    const { downtime } = shippedPolicy('google-workspace').terms;
    const policy = editedPolicy('google-workspace', { downtime: { ...downtime, unknown: 'down' } });
    expect(onlyLine(assessRows([unknown], { policy }))).toMatchObject({ verdict: 'owed', unknownMs: 3_600_000 });
  });

  test('is not unknown where something is known', () => {
    const line = onlyLine(assessRows([unknown, down('Gmail', '2026-06-12T10:30Z', 60)]));
    expect(line.unknownMs).toBe(1_800_000);
  });
});

describe('outages that last and windows that are open', () => {
  const open = { ...down('Gmail', '2026-06-30T23:00Z', 0), endedAt: null };

  test('an open outage counts to the end of the window', () => {
    expect(onlyLine(assessRows([open])).downtime.ms).toBe(3_600_000);
  });

  test('an open outage counts no further than the time of the assessment', () => {
    const assessment = assessRows([open], { asOf: '2026-06-30T23:10Z' });
    expect(assessment.open).toBe(true);
    expect(onlyLine(assessment).downtime.ms).toBe(600_000);
  });

  test('what lies after the time of the assessment is not known yet', () => {
    const rows = [down('Gmail', '2026-06-10T10:00Z', 60), down('Gmail', '2026-06-20T10:00Z', 600)];
    const line = onlyLine(assessRows(rows, { asOf: '2026-06-15T00:00Z' }));
    expect(line).toMatchObject({ credit: { amount: 3 }, downtime: { ms: 3_600_000 } });
    expect(line.explanation).toContainEqual({ code: 'left-out', values: { reason: 'after-as-of', count: 1 } });
  });

  test('an open window says what may still rise', () => {
    const line = onlyLine(assessRows([down('Gmail', '2026-06-10T10:00Z', 60)], { asOf: '2026-06-15T00:00Z' }));
    const step = line.explanation.find(({ code }) => code === 'window-open');
    expect(step?.values).toMatchObject({ next: { spareMs: 372 * 60_000 + 1, credit: { amount: 7 } } });
  });

  test('a tier that the rest of the window cannot hold is not threatened with', () => {
    const line = onlyLine(assessRows([down('Gmail', '2026-06-10T10:00Z', 60)], { asOf: '2026-06-30T23:00Z' }));
    expect(line.explanation.find(({ code }) => code === 'window-open')?.values).toMatchObject({ next: null });
  });

  test('a window that has not begun owes nothing', () => {
    const line = onlyLine(assessRows([], { asOf: '2026-05-01T00:00Z', services: ['Gmail'] }));
    expect(line.explanation.map(({ code }) => code)).toContain('window-ahead');
  });
});
