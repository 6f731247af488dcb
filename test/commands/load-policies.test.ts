import { expect, test } from 'vitest';
import { loadPolicies } from '#commands/load-policies';
import { listPolicyVersions } from '#db/queries/policies';
import { readShippedPolicies } from '#lib/sla-policy-file';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { editedPolicy, shippedPolicy } from '#test/support/sla';

onEachDatabase('loading policies', (database) => {
  const context = () => testContext(database.db, new TestClock());

  test('stores each shipped policy once, however often the process starts', async () => {
    const first = await loadPolicies(context(), { policies: readShippedPolicies() });
    const second = await loadPolicies(context(), { policies: readShippedPolicies() });
    expect(first.created).toHaveLength(readShippedPolicies().length);
    expect(second).toMatchObject({ created: [], conflicting: [] });
    const stored = await listPolicyVersions(database.db);
    expect(stored.map(({ id }) => id).toSorted()).toEqual(
      readShippedPolicies()
        .map(({ id }) => id)
        .toSorted(),
    );
    expect(stored.find(({ id }) => id === 'aws-s3')?.terms).toEqual(shippedPolicy('aws-s3').terms);
  });

  test('keeps the stored terms when the same version comes with others', async () => {
    const changed = editedPolicy('atlassian', { target: '99.95' });
    const { conflicting } = await loadPolicies(context(), { policies: [changed] });
    expect(conflicting).toEqual(['atlassian version 1']);
    const stored = await listPolicyVersions(database.db);
    expect(stored.find(({ id }) => id === 'atlassian')?.terms.target).toBe('99.9');
  });

  test('stores a higher version beside the one before', async () => {
    const next = { ...editedPolicy('atlassian', { target: '99.95' }), version: 2 };
    await loadPolicies(context(), { policies: [next] });
    const stored = await listPolicyVersions(database.db);
    expect(stored.filter(({ id }) => id === 'atlassian').map(({ version }) => version)).toEqual([2, 1]);
  });

  test('loads one copy when two processes start at once', async () => {
    const next = { ...editedPolicy('atlassian', {}), version: 3 };
    const results = await Promise.all([1, 2].map(() => loadPolicies(context(), { policies: [next] })));
    expect(results.flatMap(({ created }) => created)).toEqual(['atlassian version 3']);
  });
});
