import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AssessInput, Assessment, AssessmentLine, OutageRow } from '#domain/sla/assessment';
import { capOf } from '#domain/sla/cap';
import type { PolicyTerms, SlaPolicy, WindowRule } from '#domain/sla/policy';
import { addMonths, windowOf } from '#domain/sla/window';
import { assessRows, editedPolicy, onlyLine, shippedPolicy } from '#test/support/sla';

const JUNE = Date.UTC(2026, 5, 1);
const JUNE_MS = 43_200 * 60_000;
const { downtime, credit, window } = shippedPolicy('google-workspace').terms;
const ZONES = ['UTC', 'America/Los_Angeles', 'Australia/Lord_Howe', 'Asia/Kolkata', 'Europe/Paris', 'Pacific/Apia'];

const WEIGHTS = { down: '1', degraded: '0.3', information: '0.05', maintenance: '0.5', unknown: '0.000001' };
const MULTIPLE: Partial<PolicyTerms> = {
  credit: { ...credit, unit: 'multiple' },
  tiers: [{ below: '99.99', inclusive: false, credit: '10', floor: null }],
  cap: { amount: '40', unit: 'percent-of-fee', over: 'all-services' },
};
const MONEY: Partial<PolicyTerms> = {
  credit: { ...credit, unit: 'money', currency: 'EUR' },
  cap: { amount: '12.34', over: 'all-services' },
};

/** Terms of every kind that is computed. */
const TERMS: Readonly<Record<string, Partial<PolicyTerms>>> = {
  weights: { downtime: { ...downtime, weights: WEIGHTS } },
  worst: { scope: 'worst-service' },
  union: { scope: 'union-of-services' },
  'weighted union': { scope: 'union-of-services', downtime: { ...downtime, weights: WEIGHTS, minimumMinutes: 5 } },
  multiple: MULTIPLE,
  'multiple of the worst': { ...MULTIPLE, scope: 'worst-service' },
  money: MONEY,
  'cap in percent': { cap: { amount: '20', unit: 'percent-of-fee', over: 'all-services' } },
  'user-minutes': { measure: 'user-minutes' },
  'unknown excluded': { downtime: { ...downtime, unknown: 'excluded' } },
  'whole minutes': { downtime: { ...downtime, wholeMinutesOnly: true, minimumMinutes: 3 } },
  rolling: { window: { ...window, kind: 'rolling-days', days: 90 } },
};
const kind = fc.constantFrom(...Object.keys(TERMS));
const fee = fc.option(fc.constant({ minor: 125_050, currency: 'EUR' }), { nil: undefined });

const row: fc.Arbitrary<OutageRow> = fc
  .record({
    service: fc.constantFrom('Gmail', 'Drive', 'Meet'),
    startedAt: fc.integer({ min: JUNE - JUNE_MS / 10, max: JUNE + JUNE_MS }),
    lengthMs: fc.oneof(fc.integer({ min: 0, max: 7_200_000 }), fc.integer({ min: 0, max: JUNE_MS / 5 })),
    state: fc.constantFrom('down', 'degraded', 'information', 'unknown', 'maintenance') as fc.Arbitrary<
      OutageRow['state']
    >,
    sharePpm: fc.option(fc.integer({ min: 0, max: 1_000_000 })),
    shareOf: fc.constantFrom('customer', 'everybody', null) as fc.Arbitrary<OutageRow['shareOf']>,
  })
  .map(({ lengthMs, ...rest }) => ({ ...rest, endedAt: rest.startedAt + lengthMs }));
const rows = fc.array(row, { maxLength: 10 });
const downRow = row.map((one) => ({ ...one, state: 'down' as const, sharePpm: null }));

const policyOf = (name: string): SlaPolicy => editedPolicy('google-workspace', TERMS[name] ?? {});
const amountOf = (line: AssessmentLine): number => line.credit?.amount ?? 0;
const certainOf = (line: AssessmentLine): number => line.certain.credit?.amount ?? 0;
const certainOfServices = ({ services }: Assessment): number =>
  services.reduce((sum, line) => sum + certainOf(line), 0);
/** Percentages of the fees of different services are told one by one. */
const hasSum = ({ total }: Assessment): boolean => total.explanation.every(({ code }) => code !== 'total-not-addable');
const lostOf = ({ uptime }: AssessmentLine): number => {
  const [up = '', known = ''] = uptime.exact.split('/');
  return Number(known) - Number(up);
};

describe('laws of the general model', () => {
  test('no credit exceeds the cap, and the services together never bring more than the total', () => {
    fc.assert(
      fc.property(rows, kind, fee, (list, name, paid) => {
        const policy = policyOf(name);
        const { services, total, window: assessed } = assessRows(list, { policy, fee: paid });
        const cap = capOf(policy.terms, { window: assessed, fee: paid });
        for (const line of [...services, total]) {
          if (cap) expect(amountOf(line)).toBeLessThanOrEqual(cap.amount);
        }
        if (policy.terms.scope !== 'per-service') {
          expect(services.reduce((sum, line) => sum + amountOf(line), 0)).toBe(amountOf(total));
        }
      }),
    );
  });

  test('no credit falls as downtime grows', () => {
    fc.assert(
      fc.property(rows, downRow, kind, fee, (list, more, name, paid) => {
        const services = ['Gmail', 'Drive', 'Meet'];
        const input = { policy: policyOf(name), fee: paid, services };
        const before = assessRows(list, input);
        const after = assessRows([...list, more], input);
        expect(certainOfServices(after)).toBeGreaterThanOrEqual(certainOfServices(before));
        if (hasSum(after)) expect(certainOf(after.total)).toBeGreaterThanOrEqual(certainOf(before.total));
      }),
    );
  });

  test('repeating, shuffling and splitting rows changes nothing', () => {
    fc.assert(
      fc.property(rows, kind, fc.double({ min: 0, max: 1, noNaN: true }), (list, name, cut) => {
        const policy = policyOf(name);
        const halves = list.flatMap((one) => {
          const end = one.endedAt ?? JUNE + JUNE_MS;
          const middle = Math.round(one.startedAt + (end - one.startedAt) * cut);
          return [{ ...one, endedAt: middle }, one, { ...one, startedAt: middle }];
        });
        const services = ['Gmail', 'Drive', 'Meet'];
        const whole = assessRows(list, { policy, services });
        const parts = assessRows(halves.toReversed(), { policy, services });
        expect(parts.services.map(({ downtime: d, uptime, credit: c }) => [d, uptime, c])).toEqual(
          whole.services.map(({ downtime: d, uptime, credit: c }) => [d, uptime, c]),
        );
      }),
    );
  });

  test('all services as one are down at least as long as the worst, and never longer than their sum', () => {
    fc.assert(
      fc.property(rows, fc.boolean(), (list, weighted) => {
        const rule = weighted ? { downtime: { ...downtime, weights: WEIGHTS } } : {};
        const certain = list.map((one) => ({
          ...one,
          sharePpm: null,
          state: weighted ? one.state : 'down',
        })) as OutageRow[];
        const plain = certain.filter(({ state }) => state === 'down' || state === 'degraded');
        const of = (scope: PolicyTerms['scope']) =>
          assessRows(plain, { policy: editedPolicy('google-workspace', { scope, ...rule }) });
        const [union, worst, each] = [of('union-of-services'), of('worst-service'), of('per-service')];
        const sum = each.services.reduce((total, line) => total + lostOf(line), 0);
        expect(lostOf(worst.total)).toBeLessThanOrEqual(lostOf(union.total) + 1e-3);
        expect(lostOf(union.total)).toBeLessThanOrEqual(sum + 1e-3);
        expect(amountOf(worst.total)).toBeLessThanOrEqual(amountOf(union.total));
      }),
    );
  });

  test('a heavier weight never gives more uptime, and a weight of one is no weight', () => {
    const weight = fc.integer({ min: 0, max: 1_000_000 });
    const text = (ppm: number): string => `${Math.floor(ppm / 1_000_000)}.${String(ppm % 1_000_000).padStart(6, '0')}`;
    fc.assert(
      fc.property(rows, weight, weight, (list, a, b) => {
        const [light, heavy] = a < b ? [a, b] : [b, a];
        const own = list.map((one) => ({ ...one, service: 'Gmail', sharePpm: null }));
        const of = (weights: PolicyTerms['downtime']['weights']) =>
          onlyLine(
            assessRows(own, {
              policy: editedPolicy('google-workspace', { downtime: { ...downtime, weights } }),
              services: ['Gmail'],
            }),
          ).certain;
        const [lighter, heavier] = [of({ degraded: text(light) }), of({ degraded: text(heavy) })];
        expect(Number(heavier.uptime.percent)).toBeLessThanOrEqual(Number(lighter.uptime.percent));
        expect(of({ down: '1' }).downtime).toEqual(of(undefined).downtime);
      }),
    );
  });

  test('what somebody takes out never raises the credit, and taking out everything leaves nothing', () => {
    fc.assert(
      fc.property(rows, row, kind, (list, span, name) => {
        const input = { policy: policyOf(name), services: ['Gmail', 'Drive', 'Meet'] };
        const exclusion = { service: null, by: 'C. Martin', reason: 'own firewall' };
        const { startedAt } = span;
        const endedAt = span.endedAt ?? startedAt;
        const some = { ...input, exclusions: [{ ...exclusion, startedAt, endedAt }] };
        const all = { ...input, exclusions: [{ ...exclusion, startedAt: 0, endedAt: JUNE * 2 }] };
        expect(amountOf(assessRows(list, some).total)).toBeLessThanOrEqual(amountOf(assessRows(list, input).total));
        expect(assessRows(list, all).total.credit).toBeNull();
      }),
    );
  });

  test('in every zone the parts of a year add up to the whole, whatever the clocks do', () => {
    const zone = fc.constantFrom(...ZONES);
    const rule: fc.Arbitrary<WindowRule> = fc.oneof(
      fc.constant({ ...window, kind: 'calendar-month' as const }),
      fc.integer({ min: 1, max: 31 }).map((anchorDay) => ({ ...window, kind: 'billing-month' as const, anchorDay })),
    );
    fc.assert(
      fc.property(zone, rule, fc.array(downRow, { maxLength: 6 }), (name, windowRule, list) => {
        const policy = editedPolicy('google-workspace', { window: windowRule });
        const months = Array.from({ length: 14 }, (_, index) => addMonths('2025-12', index));
        const windows = months.map((month) => windowOf(windowRule, month, name));
        for (const [index, one] of windows.entries()) {
          expect(windows[index + 1]?.startedAt ?? one.endedAt).toBe(one.endedAt);
        }
        const gmail = list.map((one) => ({ ...one, service: 'Gmail' }));
        const of = (terms: Partial<AssessInput> & { readonly month: string }) =>
          onlyLine(assessRows(gmail, { policy, zone: name, services: ['Gmail'], month: terms.month })).downtime.ms;
        const sum = months.reduce((total, month) => total + of({ month }), 0);
        const year = editedPolicy('google-workspace', { window: { ...window, kind: 'rolling-days', days: 1_000 } });
        const whole = onlyLine(assessRows(gmail, { policy: year, zone: name, services: ['Gmail'], month: '2027-06' }));
        expect(sum).toBe(whole.downtime.ms);
      }),
      { numRuns: 60 },
    );
  });
});

describe('figures that others have published', () => {
  const month = (minutes: number, policy = shippedPolicy('google-workspace')) =>
    onlyLine(
      assessRows([{ service: 'Gmail', startedAt: JUNE, endedAt: JUNE + minutes * 60_000, state: 'down' }], {
        policy,
        services: ['Gmail'],
      }),
    );

  test('an hour of a month of 43,200 minutes is 99.86 % and earns 10 % (Atlassian)', () => {
    const line = month(60, shippedPolicy('atlassian'));
    expect(line).toMatchObject({ uptime: { percent: '99.861111' }, credit: { unit: 'percent', amount: 100_000 } });
  });

  test.each([
    ['99.9', '43 min 12 s', 43.2],
    ['99.95', '21 min 36 s', 21.6],
    ['99.99', '4 min 19.2 s', 4.32],
  ])('%s %% of 30 days is kept at %s and failed a millisecond later', (below, _told, minutes) => {
    const tiers = [{ below, inclusive: false, credit: '3', floor: null }];
    const policy = editedPolicy('google-workspace', { tiers });
    expect(month(minutes, policy).credit).toBeNull();
    expect(month(minutes + 1 / 60_000, policy).credit).not.toBeNull();
  });

  test.each([
    ['2026-02', 40],
    ['2024-02', 41],
    ['2026-06', 43],
    ['2026-07', 44],
  ])('in %s the most whole minutes that keep 99.9 %% are %i', (name, minutes) => {
    const of = (count: number) => {
      const startedAt = Date.parse(`${name}-10T00:00:00Z`);
      const rowOf: OutageRow = { service: 'Gmail', startedAt, endedAt: startedAt + count * 60_000, state: 'down' };
      return onlyLine(assessRows([rowOf], { month: name })).credit;
    };
    expect(of(minutes)).toBeNull();
    expect(of(minutes + 1)).toEqual({ unit: 'days', amount: 3 });
  });

  test('exactly 99.9, 99.0 and 95.0 % stay in the better tier', () => {
    const amounts = [43.2, 432, 2_160].map((minutes) => [
      month(minutes).credit?.amount ?? 0,
      month(minutes + 1 / 60_000).credit?.amount,
    ]);
    expect(amounts).toEqual([
      [0, 3],
      [3, 7],
      [7, 15],
    ]);
  });

  test('44 minutes read 99.90 % and still earn the credit', () => {
    const line = month(44);
    expect(line).toMatchObject({ uptime: { percent: '99.898148' }, credit: { amount: 3 } });
    expect(line.explanation.map(({ code }) => code)).toContain('looks-kept');
  });

  test('99.9 % of 365 days leaves 8 h 45 min 36 s', () => {
    const policy = editedPolicy('google-workspace', { window: { ...window, kind: 'rolling-days', days: 365 } });
    const allowed = (8 * 60 + 45) * 60 + 36;
    const of = (seconds: number) => month(seconds / 60, policy).credit;
    expect(of(allowed)).toBeNull();
    expect(of(allowed + 0.001)).not.toBeNull();
  });
});
