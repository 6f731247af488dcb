import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { onEachDatabase } from '#test/support/databases';
import { linkMailedTo } from '#test/support/links';
import { startSite, type TestSite } from '#test/support/site';
import { totpCode } from '#test/support/totp';
import type { SignedIn, Visitor } from '#test/support/visitor';

const NEXT_PASSWORD = 'nine wooden boats in fog';

onEachDatabase('sessions', (database) => {
  let site: TestSite;
  beforeAll(async () => {
    site = await startSite(database);
  });
  afterAll(() => site?.stop());
  beforeEach(() => database.db.deleteFrom('attempt').execute());

  const isSignedIn = async (visitor: Visitor): Promise<boolean> =>
    (await visitor.copy().fetch('/account')).status === 200;
  const secondSession = async (person: SignedIn): Promise<Visitor> => {
    const visitor = site.asVisitor();
    const { email, password } = person;
    expect((await visitor.post('/sign-in', { email, password })).status).toBe(303);
    return visitor;
  };
  const turnOnSecondFactor = async (person: SignedIn): Promise<{ secret: string; codes: string[]; used: string }> => {
    const page = await (await person.post('/account?do=factor-start', { password: person.password })).text();
    const [, secret = ''] = /class="secret-key">([A-Z2-7]+)</.exec(page) ?? [];
    const codes = [...page.matchAll(/<li>(\w{5}-\w{5})<\/li>/g)].map(([, code]) => code ?? '');
    const used = totpCode(secret);
    expect((await person.post('/account?do=factor-confirm', { code: used })).headers.get('location')).toBe(
      '/account?done=factor-on',
    );
    return { secret, codes, used };
  };

  describe('an old cookie is worth nothing', () => {
    test('after signing out, even where it was copied to', async () => {
      const person = await site.asOperator();
      const stolen = person.copy();
      expect(await isSignedIn(stolen)).toBe(true);
      expect((await person.post('/sign-out')).status).toBe(303);
      expect([await isSignedIn(person), await isSignedIn(stolen)]).toEqual([false, false]);
    });

    test('elsewhere after a change of password, although the form asks for no such thing', async () => {
      const person = await site.asMember('new');
      const stolen = person.copy();
      const elsewhere = await secondSession(person);
      const changed = await person.post('/account?do=password', {
        current: person.password,
        password: NEXT_PASSWORD,
        revokeOtherSessions: 'false',
      });
      expect(changed.headers.get('location')).toBe('/account?done=password');
      expect([await isSignedIn(person), await isSignedIn(elsewhere), await isSignedIn(stolen)]).toEqual([
        true,
        false,
        false,
      ]);
    });

    test('after a reset by mail', async () => {
      const person = await site.asMember('new');
      await site.asVisitor().post('/forgot', { email: person.email });
      const link = await linkMailedTo(database.db, person.email);
      expect((await site.asVisitor().post(link.pathname, { password: NEXT_PASSWORD })).status).toBe(303);
      expect(await isSignedIn(person)).toBe(false);
    });

    test('elsewhere after the second factor is turned on', async () => {
      const person = await site.asMember('new');
      const stolen = person.copy();
      const elsewhere = await secondSession(person);
      await turnOnSecondFactor(person);
      expect([await isSignedIn(person), await isSignedIn(elsewhere), await isSignedIn(stolen)]).toEqual([
        true,
        false,
        false,
      ]);
    });

    test('after a change of roles', async () => {
      const keeper = await site.asOperator();
      const person = await site.asOperator(['money']);
      const saved = await keeper.post(`/console/people/${person.userId}?do=roles`, { roles: ['tickets'] });
      expect(saved.headers.get('location')).toBe('/console/people?done=saved');
      expect(await isSignedIn(person)).toBe(false);
    });

    test('after access has ended, and signing in does not bring it back', async () => {
      const keeper = await site.asOperator();
      const person = await site.asOperator(['money']);
      await keeper.post(`/console/people/${person.userId}?do=disable`);
      expect(await isSignedIn(person)).toBe(false);
      const { email, password } = person;
      expect((await site.asVisitor().post('/sign-in', { email, password })).status).toBe(422);
      await keeper.post(`/console/people/${person.userId}?do=enable`);
      expect((await site.asVisitor().post('/sign-in', { email, password })).status).toBe(303);
    });

    test('after leaving an organisation, or when it is closed', async () => {
      const admin = await site.asMember('new');
      const viewer = await site.asMember(admin.organizationId, 'viewer');
      await admin.post('/portal/people?do=remove', { person: viewer.userId });
      expect(await isSignedIn(viewer)).toBe(false);
      const keeper = await site.asOperator();
      await keeper.post(`/console/organizations/${admin.organizationId}?do=disable`);
      expect(await isSignedIn(admin)).toBe(false);
      const { email, password } = admin;
      await admin.post('/sign-in', { email, password });
      expect((await admin.fetch('/portal/people')).status).not.toBe(200);
    });
  });

  test('a session ends after seven days, however busy it was', async () => {
    const person = await site.asMember('new');
    const age = async (days: number): Promise<void> => {
      const createdAt = new Date(Date.now() - days * 86_400_000).toISOString();
      await sql`update session set created_at = ${createdAt} where user_id = ${person.userId}`.execute(database.db);
    };
    await age(6.99);
    expect(await isSignedIn(person)).toBe(true);
    await age(7.01);
    expect(await isSignedIn(person)).toBe(false);
  });

  test('a session ends after twelve hours without a visit', async () => {
    const person = await site.asMember('new');
    const past = new Date(Date.now() - 1_000).toISOString();
    await sql`update session set expires_at = ${past} where user_id = ${person.userId}`.execute(database.db);
    expect(await isSignedIn(person)).toBe(false);
    const { rows } = await sql`select 1 as one from session where user_id = ${person.userId}`.execute(database.db);
    expect(rows).toEqual([]);
  });

  test('a person ends one of his own sessions, and nobody else’s', async () => {
    const person = await site.asMember('new');
    const elsewhere = await secondSession(person);
    const stranger = await site.asMember('new');
    const idOf = async (userId: string): Promise<string[]> => {
      const rows = await database.db.selectFrom('session').select('id').where('userId', '=', userId).execute();
      return rows.map(({ id }) => id);
    };
    for (const id of await idOf(stranger.userId)) await person.post('/account?do=session', { session: id });
    expect(await isSignedIn(stranger)).toBe(true);
    const page = await person.text('/account');
    const [, other = ''] = /name="session" value="([^"]+)"/.exec(page) ?? [];
    await person.post('/account?do=session', { session: other });
    expect([await isSignedIn(person), await isSignedIn(elsewhere)]).toEqual([true, false]);
  });

  describe('the second factor', () => {
    test('the password alone opens nothing once it is on', async () => {
      const person = await site.asOperator();
      await turnOnSecondFactor(person);
      const visitor = site.asVisitor();
      const { email, password } = person;
      const answer = await visitor.post('/sign-in', { email, password });
      expect(answer.headers.get('location')).toBe('/sign-in/code');
      for (const path of ['/account', '/console/people', '/console/audit']) {
        expect([path, (await visitor.fetch(path)).status]).toEqual([path, 303]);
      }
      for (const line of answer.headers.getSetCookie())
        expect(line).toMatch(/^__Host-ol\..*HttpOnly.*Secure|^__Host-ol\..*Secure.*HttpOnly|max-age=0/i);
    });

    test('a code works once, also the one it was turned on with', async () => {
      const person = await site.asOperator();
      const { secret, used } = await turnOnSecondFactor(person);
      const { email, password } = person;
      const first = site.asVisitor();
      const second = site.asVisitor();
      await first.post('/sign-in', { email, password });
      await second.post('/sign-in', { email, password });
      expect((await first.post('/sign-in/code', { code: used })).status).toBe(422);
      const next = totpCode(secret, Date.now() + 30_000);
      const fresh = site.asVisitor();
      await fresh.post('/sign-in', { email, password });
      const answers = await Promise.all([
        fresh.post('/sign-in/code', { code: next }),
        second.post('/sign-in/code', { code: next }),
      ]);
      expect(answers.map(({ status }) => status).sort()).toEqual([303, 422]);
    });

    test('a recovery code works once', async () => {
      const person = await site.asOperator();
      const { codes } = await turnOnSecondFactor(person);
      expect(codes).toHaveLength(10);
      const { email, password } = person;
      const code = codes[0] ?? '';
      const statuses: number[] = [];
      for (let i = 0; i < 2; i += 1) {
        const visitor = site.asVisitor();
        await visitor.post('/sign-in', { email, password });
        statuses.push((await visitor.post('/sign-in/code', { code })).status);
      }
      expect(statuses).toEqual([303, 422]);
    });

    test('guessing codes ends the attempt after a few', async () => {
      const person = await site.asOperator();
      const { secret } = await turnOnSecondFactor(person);
      const visitor = site.asVisitor();
      const { email, password } = person;
      await visitor.post('/sign-in', { email, password });
      for (let i = 0; i < 6; i += 1) await visitor.post('/sign-in/code', { code: `00000${i}` });
      const late = await visitor.post('/sign-in/code', { code: totpCode(secret, Date.now() + 30_000) });
      expect(late.status).not.toBe(200);
      expect(await isSignedIn(visitor)).toBe(false);
    });

    test('a reset of the password does not get past it', async () => {
      const person = await site.asOperator();
      await turnOnSecondFactor(person);
      await site.asVisitor().post('/forgot', { email: person.email });
      const link = await linkMailedTo(database.db, person.email);
      const visitor = site.asVisitor();
      await visitor.post(link.pathname, { password: NEXT_PASSWORD });
      expect(await isSignedIn(visitor)).toBe(false);
      const answer = await visitor.post('/sign-in', { email: person.email, password: NEXT_PASSWORD });
      expect(answer.headers.get('location')).toBe('/sign-in/code');
    });

    test('turning it off or renewing the codes takes the password', async () => {
      const person = await site.asOperator();
      await turnOnSecondFactor(person);
      for (const form of ['factor-stop', 'factor-renew']) {
        const refused = await person.post(`/account?do=${form}`, { password: 'not the password' });
        expect([form, refused.status]).toEqual([form, 422]);
      }
      const stopped = await person.post('/account?do=factor-stop', { password: person.password });
      expect(stopped.headers.get('location')).toBe('/account?done=factor-off');
    });
  });
});
