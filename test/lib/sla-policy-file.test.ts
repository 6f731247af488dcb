import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { listShippedPolicyIds, parsePolicyFile, readShippedPolicies, readShippedVersions } from '#lib/sla-policy-file';
import { shippedPolicy } from '#test/support/sla';

const FILE = JSON.parse(readFileSync(new URL('../../db/policies/google-workspace.json', import.meta.url), 'utf8'));

describe('the shipped policies', () => {
  test('are named by what they are, a later version beside the first', () => {
    expect(listShippedPolicyIds()).toEqual([
      'atlassian',
      'aws-ec2',
      'aws-s3',
      'azure-vm',
      'github-enterprise',
      'google-cloud-compute',
      'google-cloud-interconnect',
      'google-workspace',
      'microsoft-365',
      'slack',
      'zoom',
    ]);
    expect(new Set(readShippedPolicies().map(({ id }) => id))).toEqual(new Set(listShippedPolicyIds()));
    expect(readShippedVersions('slack').map(({ version }) => version)).toEqual([1, 2]);
    expect(readShippedVersions('nobody')).toEqual([]);
  });

  test.each(listShippedPolicyIds())('every term of %s has a note on how well it is known', (id) => {
    const { terms } = shippedPolicy(id);
    const covered = new Set(terms.verification.flatMap(({ covers }) => covers));
    const known = Object.keys(terms).filter((term) => term !== 'verification');
    expect(known.filter((term) => !covered.has(term))).toEqual([]);
    expect([...covered].filter((term) => !known.includes(term))).toEqual([]);
  });

  test.each(listShippedPolicyIds())('%s says everything in French as well', (id) => {
    const { terms } = shippedPolicy(id);
    const texts = [
      ...terms.exclusions,
      ...terms.claim.evidence,
      ...terms.services.notCovered.map(({ reason }) => reason),
      ...terms.verification.map(({ note }) => note),
    ];
    expect(texts.filter(({ fr }) => !fr)).toEqual([]);
    expect(texts.filter(({ fr }) => / [;:!?%»]|« /.test(fr ?? ''))).toEqual([]);
  });

  test('Google covers seventeen services and two editions of AppSheet', () => {
    expect(shippedPolicy('google-workspace').terms.services.covered).toHaveLength(19);
  });
});

describe('an edited policy', () => {
  const refused = (edit: (file: typeof FILE) => void): string => {
    const file = structuredClone(FILE);
    edit(file);
    try {
      parsePolicyFile(JSON.stringify(file), 'ours.json');
      return 'taken';
    } catch (error) {
      return error instanceof Error ? error.message : '';
    }
  };

  test('is taken when it is in order', () => {
    expect(refused((file) => Object.assign(file, { id: 'ours', target: '99.95' }))).toBe('taken');
  });

  test.each<[string, (file: typeof FILE) => void, string]>([
    [
      'a term nobody computes',
      (file) => Object.assign(file, { rounding: 'up' }),
      '“rounding” is no term that is computed here, and is refused rather than passed over',
    ],
    [
      'a misspelt term',
      (file) => Object.assign(file.downtime, { minimunMinutes: 5 }),
      '“minimunMinutes” in “downtime” is no term that is computed here, and is refused rather than passed over',
    ],
    [
      'a credit of more days than there are',
      (file) => Object.assign(file.tiers[0], { credit: '3661' }),
      '“tiers[0].credit” must not be more than "3660"',
    ],
    [
      'a cap that is a typing mistake',
      (file) => Object.assign(file.cap, { unit: 'percent-of-fee', amount: '100001' }),
      '“cap.amount” must not be more than "100000"',
    ],
    [
      'rolling days without their number',
      (file) => Object.assign(file.window, { kind: 'rolling-days' }),
      '“window.days” belongs to rolling-days, and must be given there',
    ],
    [
      'a measure that is not computed',
      (file) => Object.assign(file, { measure: 'executions' }),
      '“measure” “executions” occurs in contracts, but is not computed here: use time or user-minutes or requests or interval-error-rate',
    ],
    [
      'a credit that is not computed',
      (file) => Object.assign(file.credit, { unit: 'multiplier' }),
      '“credit.unit” “multiplier” occurs in contracts, but is not computed here: use days or percent or multiple or money or none',
    ],
    [
      'a bound that is a number',
      (file) => Object.assign(file.tiers[1], { below: 99.0 }),
      '“tiers[1].below” must be a decimal number in quotes, such as "99.9"',
    ],
    [
      'a bound above 100',
      (file) => Object.assign(file.tiers[0], { below: '999' }),
      '“tiers[0].below” must not be more than "100"',
    ],
    ['half a day', (file) => Object.assign(file.tiers[0], { credit: '1.5' }), '“tiers[0].credit” must be whole days'],
    [
      'a zone that does not exist',
      (file) => Object.assign(file.window, { zone: 'Mars/Olympus' }),
      '“window.zone” “Mars/Olympus” is not a time zone; write one such as "UTC" or "America/Los_Angeles"',
    ],
    [
      'a sum without its currency',
      (file) => Object.assign(file.credit, { unit: 'money' }),
      '“credit.currency” belongs to a credit of money, and must be given there',
    ],
    [
      'a sum finer than its currency',
      (file) => {
        Object.assign(file.credit, { unit: 'money', currency: 'JPY' });
        Object.assign(file.tiers[0], { credit: '0.5' });
      },
      '“tiers[0].credit” must not be finer than JPY is',
    ],
    [
      'a cap in multiples',
      (file) => Object.assign(file.credit, { unit: 'multiple' }),
      '“cap.unit” must be percent-of-fee or days-of-service where credits are a multiple of the fee',
    ],
    [
      'tiers that grant nothing',
      (file) => Object.assign(file.credit, { unit: 'none' }),
      '“tiers” must be empty where no credit is granted',
    ],
    [
      'a weight above one',
      (file) => Object.assign(file.downtime, { weights: { degraded: '1.5' } }),
      '“downtime.weights.degraded” must be from "0" to "1" with at most six decimals',
    ],
    [
      'an interval without intervals',
      (file) => Object.assign(file, { intervalMinutes: 5 }),
      '“intervalMinutes” belongs to interval-error-rate only',
    ],
    ['a missing cap', (file) => delete file.cap, '“cap” is missing'],
    [
      'a claim without a date',
      (file) => Object.assign(file.claim, { readings: [] }),
      '“claim.readings” must say until when to claim, unless credits come by themselves (automatic)',
    ],
    [
      'days for a month end',
      (file) => Object.assign(file.claim, { readings: [{ anchor: 'month-end', days: 3 }] }),
      '“claim.readings[0]” needs days for incident, eligibility and window-end, and count for month-end and billing-cycle-end',
    ],
    [
      'a day that does not exist',
      (file) => Object.assign(file, { effectiveFrom: '2026-02-30' }),
      '“effectiveFrom” must be a day such as "2026-01-31"',
    ],
    [
      'an anchor day of a calendar month',
      (file) => Object.assign(file.window, { anchorDay: 3 }),
      '“window.anchorDay” belongs to a billing-month only',
    ],
  ])('is refused for %s', (_name, edit, sentence) => {
    expect(refused(edit)).toBe(`ours.json is not a usable policy: ${sentence}.`);
  });

  test('says where its JSON breaks, and how many more mistakes there are', () => {
    expect(() => parsePolicyFile('{"id": "x",\n}', 'ours.json')).toThrow(
      'ours.json is not valid JSON: unexpected "}" in line 2, column 1.',
    );
    expect(refused((file) => Object.assign(file, { target: 99.9, scope: 'x' }))).toMatch(/ \(and 1 more\)\.$/);
  });
});
