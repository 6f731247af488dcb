import { afterAll, beforeAll, expect, test } from 'vitest';
import { onEachDatabase } from '#test/support/databases';
import { startSite, type TestSite } from '#test/support/site';

onEachDatabase('portal, console and account', (database) => {
  let site: TestSite;
  beforeAll(async () => {
    site = await startSite(database);
  });
  afterAll(() => site?.stop());

  test('a stranger is sent to sign in and comes back afterwards, the signed-in person is not', async () => {
    const refused = await site.asVisitor().fetch('/account');
    expect([refused.status, refused.headers.get('location')]).toEqual([303, '/sign-in?next=%2Faccount']);
    const operator = await site.asOperator();
    const admitted = await operator.fetch('/account');
    expect([admitted.status, admitted.headers.get('cache-control')]).toEqual([200, 'no-store']);
    const member = await site.asMember('new');
    expect((await member.fetch('/account')).status).toBe(200);
  });
});
