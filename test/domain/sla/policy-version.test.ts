import { describe, expect, test } from 'vitest';
import { policyVersionAt } from '#domain/sla/policy-version';

const VERSIONS = [
  { version: 2, effectiveFrom: '2024-07-11' },
  { version: 1, effectiveFrom: '2019-08-15' },
  { version: 3, effectiveFrom: '2024-07-11' },
];

describe('the version of a policy in force', () => {
  test.each([
    ['2019-08-14', undefined],
    ['2019-08-15', 1],
    ['2024-07-10', 1],
    ['2024-07-11', 3],
    ['2030-01-01', 3],
  ])('on %s is version %s', (day, version) => {
    expect(policyVersionAt(VERSIONS, day)?.version).toBe(version);
  });
});
