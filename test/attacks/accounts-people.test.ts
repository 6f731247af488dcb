import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { onEachDatabase } from '#test/support/databases';
import { linkMailedTo } from '#test/support/links';
import { startSite, type TestSite } from '#test/support/site';
import type { SignedIn } from '#test/support/visitor';

const PASSWORD = 'four grey herons waiting';

onEachDatabase('people', (database) => {
  let site: TestSite;
  beforeAll(async () => {
    site = await startSite(database, { env: { SMTP_URL: 'smtp://127.0.0.1:9' } });
  });
  afterAll(() => site?.stop());
  beforeEach(() => database.db.deleteFrom('attempt').execute());

  const rolesOf = async (userId: string): Promise<string[]> => {
    const rows = await database.db.selectFrom('operatorRole').select('role').where('userId', '=', userId).execute();
    return rows.map(({ role }) => role).sort();
  };
  const idOf = async (email: string): Promise<string | undefined> =>
    (await database.db.selectFrom('user').select('id').where('email', '=', email).executeTakeFirst())?.id;
  const membershipsOf = (userId: string) =>
    database.db.selectFrom('member').select(['organizationId', 'role']).where('userId', '=', userId).execute();

  describe('an invitation', () => {
    test('makes an operator with the roles it names, and works once', async () => {
      const keeper = await site.asOperator();
      const email = `new-${database.dialect}@example.com`;
      expect((await keeper.post('/console/people?do=invite', { email, roles: ['tickets', 'money'] })).status).toBe(200);
      const link = await linkMailedTo(database.db, email);
      const visitors = [site.asVisitor(), site.asVisitor()];
      const answers = await Promise.all(
        visitors.map((visitor) =>
          visitor.post(link.pathname, { name: 'New', password: PASSWORD, roles: 'audit', email: 'eve@example.com' }),
        ),
      );
      expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
      const userId = (await idOf(email)) ?? '';
      expect(await rolesOf(userId)).toEqual(['money', 'tickets']);
      expect(await idOf('eve@example.com')).toBeUndefined();
      expect((await site.asVisitor().fetch(link.pathname)).status).toBe(404);
    });

    test('makes a member of the organisation it names, whatever the form adds', async () => {
      const admin = await site.asMember('new');
      const elsewhere = await site.addOrganization();
      const email = `member-${database.dialect}@example.com`;
      const form = { email, role: 'viewer', organizationId: elsewhere, roles: ['money'] };
      expect((await admin.post('/portal/people?do=invite', form)).status).toBe(200);
      const link = await linkMailedTo(database.db, email);
      const visitor = site.asVisitor();
      const accepted = { name: 'New', password: PASSWORD, role: 'admin', organizationId: elsewhere, roles: ['money'] };
      expect((await visitor.post(link.pathname, accepted)).status).toBe(303);
      const userId = (await idOf(email)) ?? '';
      expect(await membershipsOf(userId)).toEqual([{ organizationId: admin.organizationId, role: 'viewer' }]);
      expect(await rolesOf(userId)).toEqual([]);
    });

    test('that was taken back or is a week old opens nothing', async () => {
      const keeper = await site.asOperator();
      for (const [email, change] of [
        [`back-${database.dialect}@example.com`, { revokedAt: 1 }],
        [`old-${database.dialect}@example.com`, { expiresAt: Date.now() - 1 }],
      ] as const) {
        await keeper.post('/console/people?do=invite', { email, roles: ['audit'] });
        await database.db.updateTable('accessLink').set(change).where('email', '=', email).execute();
        const link = await linkMailedTo(database.db, email);
        expect((await site.asVisitor().post(link.pathname, { name: 'Late', password: PASSWORD })).status).toBe(404);
        expect(await idOf(email)).toBeUndefined();
      }
    });

    test('to a person who has an account takes that person’s own session', async () => {
      const keeper = await site.asOperator();
      const known = await site.asMember('new');
      const stranger = await site.asMember('new');
      await keeper.post('/console/people?do=invite', { email: known.email, roles: ['audit'] });
      const link = await linkMailedTo(database.db, known.email);
      await stranger.post(link.pathname);
      await site.asVisitor().post(link.pathname, { name: 'Eve', password: PASSWORD });
      expect([await rolesOf(stranger.userId), await rolesOf(known.userId)]).toEqual([[], []]);
      expect((await known.post(link.pathname)).headers.get('location')).toBe('/sign-in?done=joined');
      expect(await rolesOf(known.userId)).toEqual(['audit']);
      const { email, password } = known;
      expect((await known.post('/sign-in', { email, password })).status).toBe(303);
    });
  });

  describe('nobody gives what he does not have', () => {
    test.each(['incidents', 'tickets', 'money', 'audit'] as const)(
      'an operator with the role %s alone invites nobody, changes no roles, ends no access',
      async (role) => {
        const keeper = await site.asOperator();
        const person = await site.asOperator([role]);
        const email = `by-${role}-${database.dialect}@example.com`;
        const tries = [
          person.post('/console/people?do=invite', { email, roles: ['money'] }),
          person.post(`/console/people/${person.userId}?do=roles`, {
            roles: ['incidents', 'tickets', 'money', 'audit'],
          }),
          person.post(`/console/people/${keeper.userId}?do=disable`),
          person.post('/console/organizations', { name: 'Mine' }),
          person.post(`/console/organizations/${await site.addOrganization()}?do=disable`),
        ];
        for (const answer of await Promise.all(tries)) expect(answer.status).toBe(403);
        expect(await rolesOf(person.userId)).toEqual([role]);
        expect(await database.db.selectFrom('accessLink').select('id').where('email', '=', email).execute()).toEqual(
          [],
        );
      },
    );

    test('a viewer invites and removes nobody', async () => {
      const admin = await site.asMember('new');
      const viewer = await site.asMember(admin.organizationId, 'viewer');
      const tries = [
        viewer.post('/portal/people?do=invite', { email: 'x@example.com', role: 'admin' }),
        viewer.post('/portal/people?do=remove', { person: admin.userId }),
        viewer.post('/portal/people?do=role', { person: viewer.userId, role: 'admin' }),
      ];
      for (const answer of await Promise.all(tries)) expect(answer.status).toBe(403);
      expect(await membershipsOf(viewer.userId)).toEqual([{ organizationId: admin.organizationId, role: 'viewer' }]);
    });

    test('an admin reaches no other organisation’s people, and closes nothing', async () => {
      const admin = await site.asMember('new');
      const other = await site.asMember('new');
      expect((await admin.post('/portal/people?do=remove', { person: other.userId })).status).toBe(404);
      expect((await admin.post('/portal/people?do=role', { person: other.userId, role: 'viewer' })).status).toBe(404);
      await other.post('/portal/people?do=invite', { email: `theirs-${database.dialect}@example.com`, role: 'viewer' });
      const { id } = await database.db
        .selectFrom('accessLink')
        .select('id')
        .where('organizationId', '=', other.organizationId)
        .executeTakeFirstOrThrow();
      expect((await admin.post('/portal/people?do=revoke', { invitation: id })).status).toBe(404);
      expect((await admin.post('/portal/people?do=disable')).status).toBe(403);
      expect(await membershipsOf(other.userId)).toHaveLength(1);
    });
  });

  test('the log shows each organisation its own lines', async () => {
    const admin = await site.asMember('new');
    const other = await site.asMember('new');
    const email = `logged-${database.dialect}@example.com`;
    await admin.post('/portal/people?do=invite', { email, role: 'viewer' });
    expect(await admin.text('/portal/audit')).toContain(email);
    expect(await other.text('/portal/audit')).not.toContain(email);
    expect(await other.text(`/portal/audit?organization=${admin.organizationId}`)).not.toContain(email);
    const auditor = await site.asOperator(['audit']);
    expect(await auditor.text(`/console/audit?organization=${admin.organizationId}`)).toContain(email);
    expect(await auditor.text(`/console/audit?organization=${other.organizationId}`)).not.toContain(email);
  });

  test('a script in a name is shown as text', async () => {
    const admin = await site.asMember('new');
    const keeper = await site.asOperator();
    await admin.post('/account?do=name', { name: '"><script>alert(1)</script>' });
    const page = await keeper.text(`/console/organizations/${admin.organizationId}`);
    expect(page).toContain('&lt;script&gt;');
    expect(page).not.toContain('<script>alert');
  });
});

onEachDatabase('the last full operator', (database) => {
  let site: TestSite;
  beforeAll(async () => {
    site = await startSite(database);
  });
  afterAll(() => site?.stop());

  test('cannot be demoted or shut out, also not by two who do it to each other at the same moment', async () => {
    const ann: SignedIn = await site.asOperator();
    const bob: SignedIn = await site.asOperator();
    const demote = (by: SignedIn, whom: SignedIn) =>
      by.post(`/console/people/${whom.userId}?do=roles`, { roles: ['audit'] });
    const answers = await Promise.all([demote(ann, bob), demote(bob, ann)]);
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses[0]).toBe(303);
    expect([303, 403, 409]).toContain(statuses[1]);
    const full = await database.db
      .selectFrom('operatorRole')
      .select('userId')
      .groupBy('userId')
      .having(({ fn }) => fn.countAll(), '=', 4)
      .execute();
    expect(full).toHaveLength(1);
    const last = full[0]?.userId === ann.userId ? ann : bob;
    const { email, password } = last;
    const visitor = site.asVisitor();
    await visitor.post('/sign-in', { email, password });
    const page = await visitor.post(`/console/people/${last.userId}?do=disable`);
    expect([page.status, await page.text()]).toEqual([409, expect.stringContaining('At least one operator')]);
  });
});
