import { describe, expect, test } from 'vitest';
import type { Assessment, ExcludedSpan, OutageRow } from '#domain/sla/assessment';
import type { PolicyTerms } from '#domain/sla/policy';
import type { Language } from '#domain/words';
import { assumptionSentence, missingPhrase, stepSentence } from '#i18n/sla/messages';
import { assessmentText } from '#lib/assessment-text';
import { listShippedPolicyIds } from '#lib/sla-policy-file';
import { assessRows, down, editedPolicy, shippedPolicy } from '#test/support/sla';

const ROWS: OutageRow[] = [
  down('Gmail', '2026-06-03T10:00Z', 50, { source: 'provider', location: 'Paris' }),
  down('Gmail', '2026-06-03T10:00Z', 800, { source: 'measured' }),
  down('Gmail', '2026-06-04T10:00:30Z', 900.5, { state: 'degraded', sharePpm: 3_200 }),
  down('Gmail', '2026-06-05T10:00Z', 600, { state: 'unknown' }),
  down('Gmail', '2026-06-06T10:00Z', 600, { state: 'maintenance' }),
  down('Gmail', '2026-06-07T10:00Z', 60, { state: 'maintenance', announcedAt: Date.parse('2026-06-07T00:00Z') }),
  down('Gmail', '2026-06-08T10:00Z', 60, { state: 'maintenance', announcedAt: Date.parse('2026-01-07T00:00Z') }),
  down('Drive', '2026-06-09T10:00Z', 3_000, { sharePpm: 900_000, surface: 'web' }),
  down('Drive', '2026-06-09T10:00Z', 30, { surface: 'protocol' }),
  down('Drive', '2026-06-09T10:00Z', 30, { sharePpm: 0 }),
  down('Drive', '2026-05-09T10:00Z', 30),
  { ...down('Drive', '2026-06-29T10:00Z', 0), endedAt: null },
  down('Classroom', '2026-06-09T10:00Z', 30),
  down('Our own', '2026-06-09T10:00Z', 30),
];

const { downtime: DOWNTIME, window: WINDOW, credit: CREDIT } = shippedPolicy('google-workspace').terms;

const EDITS: Partial<PolicyTerms>[] = [
  {},
  { maintenance: { treatment: 'counts', noticeHours: null, maximumHoursPerYear: null } },
  { maintenance: { treatment: 'excluded', noticeHours: 24, maximumHoursPerYear: 0 } },
  { tiers: [] },
  { claim: { automatic: true, readings: [], evidence: [] } },
  { cap: { amount: '2', over: 'each-service' } },
  { downtime: { ...DOWNTIME, unknown: 'down', minimumMinutes: 100 } },
  { downtime: { ...DOWNTIME, unknown: 'excluded', weights: { degraded: '0.3', down: '1' } } },
  { downtime: { ...DOWNTIME, locations: ['Tokyo'], weights: { down: '0' } } },
  { scope: 'worst-service' },
  { scope: 'union-of-services', measure: 'requests' },
  { measure: 'interval-error-rate', intervalMinutes: 60 },
  { measure: 'user-minutes' },
  { window: { ...WINDOW, kind: 'rolling-days', days: 30 } },
  { credit: { ...CREDIT, unit: 'multiple' }, cap: { amount: '10', unit: 'percent-of-fee', over: 'each-service' } },
  {
    credit: { ...CREDIT, unit: 'money', currency: 'EUR' },
    cap: { amount: '9', unit: 'percent-of-fee', over: 'each-service' },
  },
  { credit: { ...CREDIT, minimum: { amount: '900000', currency: 'EUR' } } },
  { tiers: [{ below: '100', inclusive: true, credit: '10', floor: { above: '99.99', inclusive: false } }] },
  { target: null, tiers: [], credit: { ...CREDIT, unit: 'none' } },
];

const EXCLUSIONS: ExcludedSpan[] = ['2026-06-09T10:00Z', '2026-06-29T10:00Z'].map((start, index) => ({
  service: index === 0 ? null : 'Drive',
  startedAt: Date.parse(start),
  endedAt: Date.parse(start) + 600_000,
  by: 'C. Martin',
  reason: 'own firewall',
}));

const ASKED: readonly (readonly [id: string, edit: Partial<PolicyTerms>])[] = [
  ...listShippedPolicyIds().map((id) => [id, {}] as const),
  ...['google-workspace', 'aws-s3'].flatMap((id) => EDITS.map((edit) => [id, edit] as const)),
];

const assessments: Assessment[] = ASKED.flatMap(([id, edit]) =>
  ['2026-06-15T00:00Z', '2026-07-15T00:00Z', '2026-05-01T00:00Z'].map((asOf, index) =>
    assessRows(ROWS, {
      policy: { ...editedPolicy(id, edit), effectiveFrom: '2026-06-02' },
      asOf,
      fee: index === 0 ? { minor: 125_000, currency: 'EUR' } : undefined,
      exclusions: EXCLUSIONS,
    }),
  ),
);

function sentences(lang: Language): string[] {
  const lines = assessments.flatMap(({ services, total }) => [...services, total]);
  return [
    ...new Set(
      lines.flatMap((line) => [
        ...line.explanation.map((one) => stepSentence(one, lang)),
        ...line.assumptions.map((one) => assumptionSentence(one, lang)),
        ...line.missing.map((one) => missingPhrase(one, lang)),
      ]),
    ),
  ];
}

describe('the sentences of an assessment', () => {
  test.each(['en', 'fr'] as const)('in %s leave no hole where a value should stand', (lang) => {
    const found = sentences(lang);
    expect(found.length).toBeGreaterThan(200);
    expect(found.filter((one) => /undefined|\[object|NaN|null/.test(one))).toEqual([]);
  });

  test('in French have the spaces and the comma of French', () => {
    const found = sentences('fr');
    expect(found.filter((one) => / [;:!?%»]|« |\d\.\d+\s?%/.test(one))).toEqual([]);
  });

  test('end in a full stop or a question of fact', () => {
    const steps = assessments.flatMap(({ services }) => services.flatMap(({ explanation }) => explanation));
    expect(steps.map((one) => stepSentence(one, 'en')).filter((one) => !one.endsWith('.'))).toEqual([]);
  });

  test('say of services without a record that they were not measured, and nothing else', () => {
    const [one] = assessments;
    if (!one) throw new Error('There is an assessment.');
    const names = new Set(one.services.flatMap(({ service }) => service ?? []));
    const [en, fr] = [assessmentText(one, 'en', names), assessmentText(one, 'fr', names)];
    expect(en).toContain('Total — not measured');
    expect(fr).toContain('Total — non mesuré');
    expect(en).not.toMatch(/Uptime|owed —|not owed|100\.0/);
  });

  test('stay within the width of a terminal', () => {
    const lines = assessments.flatMap((one) => assessmentText(one, 'en').split('\n'));
    expect(lines.filter((line) => /^ {4}/.test(line) && line.length > 100)).toEqual([]);
  });
});
