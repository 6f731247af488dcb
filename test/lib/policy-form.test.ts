import { describe, expect, test } from 'vitest';
import { readPolicyForm, typedTerms } from '#lib/policy-form';
import { listShippedPolicyIds, readShippedPolicy } from '#lib/sla-policy-file';
import { shippedPolicy } from '#test/support/sla';

const workspace = shippedPolicy('google-workspace');
const head = { id: workspace.id, version: 2 };

function read(changes: Record<string, string>) {
  const typed = { ...typedTerms(workspace), effectiveFrom: '2027-01-01', ...changes };
  return readPolicyForm(typed, { head, base: workspace.terms });
}

describe('the form of a policy', () => {
  test.each(listShippedPolicyIds())('holds every term of %s and gives it back unchanged', (id) => {
    const policy = readShippedPolicy(id);
    if (!policy) throw new Error(`There is no ${id}.`);
    const typed = { ...typedTerms(policy), effectiveFrom: policy.effectiveFrom };
    const read = readPolicyForm(typed, { head: policy, base: policy.terms });
    expect(read).toEqual({ ok: true, policy });
  });

  test('reads changed tiers, a further one in a spare row, and drops an emptied one', () => {
    const made = read({
      'tier0-credit': '5',
      'tier1-below': '',
      'tier3-below': '90,5',
      'tier3-credit': '20',
      capAmount: '20',
    });
    expect(made).toMatchObject({
      ok: true,
      policy: {
        version: 2,
        effectiveFrom: '2027-01-01',
        terms: {
          tiers: [
            { below: '99.9', credit: '5' },
            { below: '95.0', credit: '15' },
            { below: '90.5', credit: '20' },
          ],
          cap: { amount: '20', over: 'all-services' },
        },
      },
    });
  });

  test.each([
    ['a target that is no figure', { target: 'high' }, /“target” must be a decimal/],
    ['a zone that is none', { zone: 'Mars' }, /“Mars” is not a time zone/],
    ['minutes that are no number', { minimumMinutes: 'ten' }, /“downtime\.minimumMinutes” must be a whole number/],
    ['no reading though claims must be made', { 'reading0-anchor': '', 'reading1-anchor': '' }, /“claim\.readings”/],
    [
      'a term nobody computes',
      { advanced: typedTerms(workspace)['advanced']?.replace('{', '{"bonus": 1,') ?? '' },
      /“bonus”/,
    ],
    ['JSON that is none', { advanced: '{' }, /not valid JSON/],
    ['half a day of service', { 'tier0-credit': '2.5' }, /“tiers\[0\]\.credit” must be whole days/],
  ])('refuses %s in a sentence that names the term', (_what, changes, sentence) => {
    const made = read(changes);
    expect(made.ok ? '' : made.sentence).toMatch(sentence);
  });
});
