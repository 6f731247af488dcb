import { describe, expect, test } from 'vitest';
import { assessRows, down, editedPolicy, shippedPolicy } from '#test/support/sla';

const HOURS_50 = 3_000;

describe('the total', () => {
  test('adds the days of several services', () => {
    const { total } = assessRows([down('Gmail', '2026-06-10T10:00Z', 60), down('Drive', '2026-06-10T10:30Z', 600)]);
    expect(total).toMatchObject({ service: null, verdict: 'owed', credit: { unit: 'days', amount: 10 } });
  });

  test('is capped at 15 days for all services of a month', () => {
    const { total } = assessRows(['Gmail', 'Drive', 'Meet'].map((name) => down(name, '2026-06-10T10:00Z', HOURS_50)));
    expect(total.credit).toEqual({ unit: 'days', amount: 15 });
    expect(total.explanation.at(-1)).toMatchObject({ code: 'total-capped', values: { sum: { amount: 45 } } });
  });

  test('is owed when the cap is reached whatever the missing facts are', () => {
    const { services, total } = assessRows([
      down('Gmail', '2026-06-10T10:00Z', HOURS_50),
      down('Drive', '2026-06-10T10:00Z', HOURS_50, { state: 'degraded' }),
    ]);
    expect(services.map(({ verdict }) => verdict)).toEqual(['owed', 'depends']);
    expect(total).toMatchObject({ verdict: 'owed', credit: { amount: 15 } });
  });

  test('depends when a service that depends would raise it', () => {
    const { total } = assessRows([
      down('Gmail', '2026-06-10T10:00Z', 60),
      down('Drive', '2026-06-12T10:00Z', 60, { state: 'degraded' }),
    ]);
    expect(total).toMatchObject({ verdict: 'depends', credit: { amount: 6 }, certain: { credit: { amount: 3 } } });
    expect(total.missing.map(({ code }) => code)).toEqual(['own-error-share']);
  });

  test('does not add percentages of different fees', () => {
    const rows = [down('Teams', '2026-06-10T10:00Z', 60), down('SharePoint', '2026-06-10T10:00Z', 600)];
    const { total } = assessRows(rows, { policy: shippedPolicy('microsoft-365') });
    expect(total).toMatchObject({ verdict: 'owed', credit: null, claimBy: '2026-07-31' });
    expect(total.explanation.at(-1)?.code).toBe('total-not-addable');
  });

  test('adds percentages of one invoice, up to the cap', () => {
    const { credit } = shippedPolicy('microsoft-365').terms;
    const policy = editedPolicy('microsoft-365', {
      credit: { ...credit, feeBase: 'whole-invoice' },
      cap: { amount: '60', over: 'all-services' },
    });
    const rows = [down('Teams', '2026-06-10T10:00Z', 60), down('SharePoint', '2026-06-10T10:00Z', 600)];
    expect(assessRows(rows, { policy }).total.credit).toEqual({ unit: 'percent', amount: 600_000 });
  });

  test('leaves uncovered services out', () => {
    const { total } = assessRows([down('Admin Console', '2026-06-10T10:00Z', HOURS_50)]);
    expect(total).toMatchObject({ verdict: 'not-owed', credit: null, downtime: { ms: 0 } });
  });

  test('of nothing is not owed', () => {
    expect(assessRows([])).toMatchObject({ services: [], total: { verdict: 'not-owed', credit: null } });
  });

  test('does not count unknown time of two services twice', () => {
    const rows = ['Gmail', 'Drive'].map((name) => down(name, '2026-06-10T10:00Z', 60, { state: 'unknown' }));
    expect(assessRows(rows).total.unknownMs).toBe(3_600_000);
  });
});

describe('whose record decides', () => {
  const measured = down('Gmail', '2026-06-10T10:00Z', 60, { source: 'measured' });
  const stated = down('Gmail', '2026-06-10T10:00Z', 30, { source: 'provider' });

  test('the provider’s goes before ours, and the difference is said', () => {
    const [line] = assessRows([measured, stated]).services;
    expect(line).toMatchObject({ verdict: 'not-owed', downtime: { ms: 1_800_000 } });
    expect(line?.assumptions).toContainEqual({
      code: 'source-used',
      values: { used: ['provider'], others: ['measured'], together: { unit: 'days', amount: 3 }, changes: true },
    });
  });

  test('ours is used while the provider says nothing, and that is said', () => {
    const [line] = assessRows([measured]).services;
    expect(line?.verdict).toBe('owed');
    expect(line?.assumptions).toContainEqual({ code: 'provider-silent', values: { source: 'measured' } });
  });

  test('a statement about another surface is no statement', () => {
    const mail = down('Gmail', '2026-06-10T10:00Z', 30, { source: 'provider', surface: 'protocol' });
    expect(assessRows([measured, mail]).services[0]?.verdict).toBe('owed');
  });

  test('all of them count together where the policy says so', () => {
    const { downtime } = shippedPolicy('google-workspace').terms;
    const sources = { rule: 'together', order: ['measured', 'provider'] } as const;
    const policy = editedPolicy('google-workspace', { downtime: { ...downtime, sources } });
    const later = down('Gmail', '2026-06-12T10:00Z', 30, { source: 'provider' });
    expect(assessRows([measured, later], { policy }).services[0]?.downtime.ms).toBe(5_400_000);
  });
});
