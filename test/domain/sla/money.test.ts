import { describe, expect, test } from 'vitest';
import type { WindowFee } from '#domain/sla/assessment';
import type { CapRule, CreditRule, PolicyTerms } from '#domain/sla/policy';
import { assessRows, down, editedPolicy, onlyLine, shippedPolicy } from '#test/support/sla';

const EUR: WindowFee = { minor: 125_000, currency: 'EUR' };
const { credit } = shippedPolicy('microsoft-365').terms;

function lineOf(minutes: number, terms: Partial<PolicyTerms>, fee?: WindowFee) {
  const policy = editedPolicy('microsoft-365', terms);
  return onlyLine(assessRows([down('Teams', '2026-06-10T10:00Z', minutes)], { policy, fee }));
}

const multiple = (times: string, more: Partial<PolicyTerms> = {}): Partial<PolicyTerms> => ({
  credit: { ...credit, unit: 'multiple' },
  tiers: [{ below: '99.99', inclusive: false, credit: times, floor: null }],
  cap: null,
  ...more,
});

describe('a multiple of what was paid', () => {
  test('100 times one hour of a month of 720 hours at 1,250 is 173.61', () => {
    const line = lineOf(60, multiple('100'), EUR);
    expect(line.credit).toEqual({ unit: 'money', amount: 17_361, currency: 'EUR' });
    expect(line.explanation).toContainEqual({
      code: 'multiple-earned',
      values: {
        below: '99.99',
        inclusive: false,
        times: '100',
        ms: 3_600_000,
        ofMs: 2_592_000_000,
        fee: EUR,
        credit: line.credit,
      },
    });
  });

  test('without the fee is a share of it, and says so', () => {
    const line = lineOf(60, multiple('100'));
    expect(line.credit).toEqual({ unit: 'percent', amount: 138_889 });
    expect(line.assumptions.map(({ code }) => code)).toContain('credit-without-fee');
  });

  test('half a cent is rounded up', () => {
    expect(lineOf(60, multiple('1'), { minor: 360, currency: 'EUR' }).credit?.amount).toBe(1);
    expect(lineOf(60, multiple('1'), { minor: 359, currency: 'EUR' }).credit).toBeNull();
  });

  test('grows with every minute and stops at the cap', () => {
    const cap: CapRule = { amount: '20', unit: 'percent-of-fee', over: 'all-services' };
    const amounts = [60, 61, 600].map((minutes) => lineOf(minutes, multiple('100', { cap }), EUR).credit?.amount);
    expect(amounts).toEqual([17_361, 17_650, 25_000]);
  });
});

describe('sums beyond what is exact', () => {
  const most = { minor: 1_000_000_000_000, currency: 'EUR' };

  test('the largest multiple of the largest fee is exact to the minor unit', () => {
    // 1000 × 29640/43200 of 10,000,000,000.00: the rest of June from the 10th at ten.
    expect(lineOf(43_200, multiple('1000'), most).credit?.amount).toBe(686_111_111_111_111);
  });

  test('what a terms file could not say is refused rather than rounded', () => {
    expect(() => lineOf(43_200, multiple('999999999999'), most)).toThrow(/more than can be reckoned exactly/);
    const cap: CapRule = { amount: '999999999999', unit: 'percent-of-fee', over: 'all-services' };
    expect(() => lineOf(60, multiple('1', { cap }), most)).toThrow(/more than can be reckoned exactly/);
    const fixed: CreditRule = { ...credit, unit: 'percent' };
    const tiers = [{ below: '99.9', inclusive: false, credit: '999999999999', floor: null }];
    expect(() => lineOf(60, { credit: fixed, tiers, cap: null })).toThrow(/more than can be reckoned exactly/);
  });

  test('the sum of many services is refused rather than rounded, and cut exactly where it can be told', () => {
    const terms = multiple('1000', { credit: { ...credit, unit: 'multiple', feeBase: 'whole-invoice' } });
    const names = ['Exchange Online', 'Teams', 'SharePoint Online', 'OneDrive'];
    const rows = names.map((name) => down(name, '2026-06-01T00:00Z', 43_200));
    const policy = editedPolicy('microsoft-365', {
      ...terms,
      services: { covered: [], notCovered: [], others: 'assumed-covered' },
    });
    expect(assessRows(rows, { policy, fee: most }).total.credit?.amount).toBe(4_000_000_000_000_000);
    const tooMany = Array.from({ length: 10 }, (_, index) => down(`Service ${index}`, '2026-06-01T00:00Z', 43_200));
    expect(() => assessRows(tooMany, { policy, fee: most })).toThrow(/more than can be reckoned exactly/);
  });
});

describe('a fixed sum', () => {
  const fixed: CreditRule = { ...credit, unit: 'money', currency: 'USD' };
  const tiers = [{ below: '99.9', inclusive: false, credit: '12.50', floor: null }];

  test('is in its own currency', () => {
    const line = lineOf(60, { credit: fixed, tiers, cap: null });
    expect(line.credit).toEqual({ unit: 'money', amount: 1_250, currency: 'USD' });
  });

  test('adds up over services', () => {
    const policy = editedPolicy('microsoft-365', { credit: fixed, tiers, cap: { amount: '20', over: 'all-services' } });
    const rows = ['Teams', 'SharePoint'].map((name) => down(name, '2026-06-10T10:00Z', 60));
    expect(assessRows(rows, { policy }).total.credit).toEqual({ unit: 'money', amount: 2_000, currency: 'USD' });
  });

  test('under a cap in percent of the fee needs the fee, and says so', () => {
    const cap: CapRule = { amount: '1', unit: 'percent-of-fee', over: 'each-service' };
    const open = lineOf(60, { credit: fixed, tiers, cap });
    expect(open.assumptions).toContainEqual({ code: 'cap-needs-fee', values: { percent: '1' } });
    expect(lineOf(60, { credit: fixed, tiers, cap }, { minor: 99_999, currency: 'USD' }).credit?.amount).toBe(999);
  });
});

describe('the least that is paid', () => {
  const terms = { credit: { ...credit, minimum: { amount: '1', currency: 'USD' } } };

  test('is a sum the credit must come to more than', () => {
    expect(lineOf(60, terms, { minor: 400, currency: 'USD' }).credit).toBeNull();
    expect(lineOf(60, terms, { minor: 401, currency: 'USD' }).credit).toEqual({ unit: 'percent', amount: 250_000 });
    const steps = lineOf(60, terms, { minor: 400, currency: 'USD' }).explanation;
    expect(steps.map(({ code }) => code)).toContain('below-minimum');
  });

  test('is an assumption where the fee is not known or in another currency', () => {
    for (const fee of [undefined, { minor: 1, currency: 'EUR' }]) {
      const line = lineOf(60, terms, fee);
      expect(line.verdict).toBe('owed');
      expect(line.assumptions.map(({ code }) => code)).toContain('minimum-credit');
    }
  });
});

describe('a cap in another unit than the credit', () => {
  test('days of service cut a percentage by the days of the window', () => {
    const cap: CapRule = { amount: '3', unit: 'days-of-service', over: 'each-service' };
    expect(lineOf(60, { cap }).credit).toEqual({ unit: 'percent', amount: 100_000 });
  });

  test('a percentage of the fee cuts days by the days of the window', () => {
    const policy = editedPolicy('google-workspace', {
      cap: { amount: '10', unit: 'percent-of-fee', over: 'all-services' },
    });
    const { total } = assessRows([down('Gmail', '2026-06-10T10:00Z', 600)], { policy });
    expect(total.credit).toEqual({ unit: 'days', amount: 3 });
  });
});

test('terms that grant nothing are told so, and nothing is owed', () => {
  const line = lineOf(60, { target: null, tiers: [], cap: null, credit: { ...credit, unit: 'none' } });
  expect(line).toMatchObject({ verdict: 'not-owed', credit: null });
  expect(line.explanation).toContainEqual({ code: 'no-tiers', values: { target: null } });
});
