import { unmeasuredServices } from '#domain/credits/assess-contract';
import { type ArithmeticInput, assessInput } from '#domain/credits/closed-window';
import type { PolicyTerms } from '#domain/sla/policy';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#domain/time';
import { LANGUAGES } from '#domain/words';
import { assessmentMessages } from '#i18n/assessments/messages';
import { assessmentText } from './assessment-text.ts';
import { sha256 } from './sha256.ts';

let known: string | undefined;

/** Another one as soon as a bundle is worded otherwise: made of what the texts say of a window that has a bit of everything. */
export function bundleWording(): string {
  known ??= sha256(
    LANGUAGES.flatMap((lang) => [...SAMPLES.map((sample) => textOf(sample, lang)), readme(lang)]).join('\n'),
  );
  return known;
}

function textOf(sample: ArithmeticInput, lang: (typeof LANGUAGES)[number]): string {
  const window = assessInput(sample);
  return assessmentText(window.assessment, lang, unmeasuredServices(window));
}

function readme(lang: (typeof LANGUAGES)[number]): string {
  const facts = { counterparty: '', month: '', zone: '', from: '', to: '', policy: '', version: 1, evidenceHash: '' };
  const { bundle } = assessmentMessages(lang);
  return [
    bundle.readme({ ...facts, frozen: null, ledgerHead: null }),
    bundle.readme({ ...facts, frozen: { revision: 1, at: '' }, ledgerHead: { seq: 1, hash: '' } }),
  ].join('\n');
}

const OCTOBER = 1_790_812_800_000;
const FIFTH = OCTOBER + 4 * DAY_MS;

const TERMS: PolicyTerms = {
  target: '99.9',
  window: { kind: 'calendar-month', zone: 'UTC', zoneStated: false, anchorDay: null, firstMonth: null },
  measure: 'user-minutes',
  scope: 'per-service',
  services: { covered: [], notCovered: [], others: 'assumed-covered' },
  downtime: {
    ...{ states: ['down'], surfaces: null, shareAbove: '5', shareOf: 'customer', minimumMinutes: 10 },
    ...{ wholeMinutesOnly: true, unknown: 'up' },
    sources: { rule: 'first-stated', order: ['declared', 'measured'] },
  },
  maintenance: { treatment: 'excluded', noticeHours: 120, maximumHoursPerYear: 1 },
  exclusions: [],
  tiers: [
    { below: '99.99', inclusive: true, credit: '10', floor: null },
    { below: '99', inclusive: false, credit: '100', floor: null },
  ],
  credit: { unit: 'multiple', feeBase: 'service-month', minimum: { amount: '1', currency: 'EUR' } },
  cap: { amount: '20', unit: 'percent-of-fee', over: 'all-services' },
  claim: { automatic: false, readings: [{ anchor: 'window-end', days: 30, count: null }], evidence: [] },
  verification: [],
};

const span = (at: number, minutes: number) => ({ startedAt: FIFTH + at, endedAt: FIFTH + at + minutes * MINUTE_MS });
const outage = (
  id: string,
  at: number,
  minutes: number,
  state: 'down' | 'degraded',
): ArithmeticInput['outages'][number] => ({
  ...{ id, serviceId: 's', source: 'declared', revision: 1 },
  phases: [{ ...span(at, minutes), state, surfaces: [], locations: [], sharePpm: null }],
});

const MIXED: ArithmeticInput = {
  month: '2026-10',
  asOf: OCTOBER + 31 * DAY_MS,
  policy: { id: 'sample', version: 1, name: 'Sample', effectiveFrom: '2020-01-01', terms: TERMS },
  contract: { zone: 'UTC', startsAt: 0, endsAt: null },
  services: [{ id: 's', name: 'Sample', measuredSince: 0, statedBy: null }],
  checks: [{ id: 'c', serviceId: 's', createdAt: 0, archivedAt: null }],
  outages: [
    outage('long', 0, 200, 'down'),
    outage('short', 10 * HOUR_MS, 5, 'down'),
    outage('slow', 20 * HOUR_MS, 90, 'degraded'),
  ],
  gaps: [{ serviceId: 's', checkId: 'c', ...span(30 * HOUR_MS, 60) }],
  maintenance: [{ serviceId: 's', ...span(HOUR_MS, 100), announcedAt: FIFTH - 10 * DAY_MS }],
  exclusions: [{ serviceId: null, ...span(0, 15), by: 'X', reason: 'Y' }],
  fee: { minor: 100_000, currency: 'EUR' },
};

const DAYS: PolicyTerms = {
  ...{ ...TERMS, measure: 'time', scope: 'worst-service' },
  credit: { unit: 'days', feeBase: 'term', minimum: null },
  cap: { amount: '15', over: 'all-services' },
};

const SAMPLES: readonly ArithmeticInput[] = [
  MIXED,
  { ...MIXED, policy: { ...MIXED.policy, terms: DAYS }, outages: [outage('long', 0, 2_000, 'down')], fee: undefined },
  { ...MIXED, asOf: FIFTH + DAY_MS, outages: [], exclusions: [], maintenance: [] },
];
