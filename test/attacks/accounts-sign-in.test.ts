import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { onEachDatabase } from '#test/support/databases';
import { startSite, type TestSite } from '#test/support/site';

const WRONG = 'certainly not this password';

onEachDatabase('signing in', (database) => {
  let site: TestSite;
  beforeAll(async () => {
    site = await startSite(database);
  });
  afterAll(() => site?.stop());
  beforeEach(() => database.db.deleteFrom('attempt').execute());

  const signIn = (email: string, password: string, headers: Record<string, string> = {}) =>
    site.asVisitor().fetch('/sign-in', { method: 'POST', headers, body: new URLSearchParams({ email, password }) });

  test('the right password opens the account, with a cookie no script and no other site can use', async () => {
    const person = await site.asOperator();
    const answer = await signIn(person.email, person.password);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/sign-in']);
    const lines = answer.headers.getSetCookie();
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) {
      const [, name] = /^([^=]+)=/.exec(line) ?? [];
      expect(name).toMatch(/^__Host-/);
      const attributes = line.split(';').map((part) => part.trim().toLowerCase());
      expect(attributes).toEqual(expect.arrayContaining(['secure', 'httponly', 'samesite=lax', 'path=/']));
      expect(attributes.some((part) => part.startsWith('domain'))).toBe(false);
    }
  });

  test('an unknown address, a wrong password and ended access are answered in the same words', async () => {
    const person = await site.asMember('new');
    const disabled = await site.asMember('new');
    await database.db
      .insertInto('accountState')
      .values({ userId: disabled.userId, sessionsValidAfter: 0, disabledAt: 1, disabledBy: 'test' })
      .execute();
    const strip = async (answer: Response, email: string): Promise<string> =>
      `${answer.status} ${(await answer.text()).replaceAll(email, 'EMAIL')}`;
    const wrong = await strip(await signIn(person.email, WRONG), person.email);
    const unknown = await strip(await signIn('nobody@example.com', WRONG), 'nobody@example.com');
    const ended = await strip(await signIn(disabled.email, disabled.password), disabled.email);
    expect(unknown).toBe(wrong);
    expect(ended).toBe(wrong);
    expect(wrong).toMatch(/^422 /);
  });

  test('an unknown address costs the same work as a known one', async () => {
    const person = await site.asMember('new');
    const time = async (email: string): Promise<number> => {
      const times: number[] = [];
      for (let i = 0; i < 5; i += 1) {
        await database.db.deleteFrom('attempt').execute();
        const start = performance.now();
        await signIn(email, WRONG);
        times.push(performance.now() - start);
      }
      return Math.min(...times);
    };
    const known = await time(person.email);
    const unknown = await time('nobody@example.com');
    // A hash takes tens of milliseconds; without it the answer would come in a fraction of that.
    expect(unknown).toBeGreaterThan(known / 3);
  });

  test('guessing one account from many addresses is slowed down, and the pause grows', async () => {
    const person = await site.asMember('new');
    const spread = await startSite(database, { dataDir: site.dataDir, env: { TRUSTED_PROXIES: '127.0.0.0/8' } });
    try {
      const guess = (i: number) =>
        spread.asVisitor().fetch('/sign-in', {
          method: 'POST',
          headers: { 'x-forwarded-for': `198.51.100.${i}` },
          body: new URLSearchParams({ email: person.email, password: WRONG }),
        });
      const statuses: number[] = [];
      for (let i = 1; i <= 7; i += 1) statuses.push((await guess(i)).status);
      expect(statuses).toEqual([422, 422, 422, 422, 422, 422, 429]);
      const owner = await spread.asVisitor().post('/sign-in', { email: person.email, password: person.password });
      expect(owner.status).toBe(429);
      expect(Number(owner.headers.get('retry-after'))).toBeLessThanOrEqual(2);
      await database.db.updateTable('attempt').set({ blockedUntil: 0 }).execute();
      await guess(8);
      const { longest } = await database.db
        .selectFrom('attempt')
        .select(({ fn }) => fn.max('blockedUntil').as('longest'))
        .executeTakeFirstOrThrow();
      expect(Number(longest) - Date.now()).toBeGreaterThan(2_500);
    } finally {
      await spread.stop();
    }
  });

  test('guesses from elsewhere do not keep an owner out of the place he signed in from before', async () => {
    const person = await site.asMember('new');
    const signIn = (password: string) =>
      site.asVisitor().post('/sign-in', { email: person.email.toUpperCase(), password });
    expect((await signIn(person.password)).status).toBe(303);
    const key = createHash('sha256').update(`sign-in:account:${person.email}`).digest('base64url');
    const blockedUntil = Date.now() + 900_000;
    await database.db
      .insertInto('attempt')
      .values({ key, failureCount: 99, lastAt: Date.now(), blockedUntil })
      .execute();
    expect((await signIn(person.password)).status).toBe(303);
    for (let i = 0; i < 6; i += 1) await signIn(WRONG);
    expect((await signIn(person.password)).status).toBe(429);
  });

  test('a hundred guesses at once are counted as a hundred', async () => {
    const person = await site.asMember('new');
    const answers = await Promise.all(Array.from({ length: 30 }, () => signIn(person.email, WRONG)));
    expect(answers.filter(({ status }) => status === 422).length).toBeLessThanOrEqual(6);
  });

  test('one address that tries many accounts is slowed down, whatever X-Forwarded-For it invents', async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 24; i += 1) {
      const forged = { 'x-forwarded-for': `203.0.113.${i}`, 'x-ol-client-address': `203.0.113.${i}` };
      statuses.push((await signIn(`someone${i}@example.com`, WRONG, forged)).status);
    }
    expect(statuses.at(-1)).toBe(429);
  });

  test('the owner is never locked out for long: after the pause the right password works at once', async () => {
    const person = await site.asMember('new');
    for (let i = 0; i < 8; i += 1) await signIn(person.email, WRONG);
    await database.db.updateTable('attempt').set({ blockedUntil: 0 }).execute();
    expect((await signIn(person.email, person.password)).status).toBe(303);
  });

  test('after signing in nobody is sent to another site', async () => {
    const person = await site.asMember('new');
    const elsewhere = [
      '//evil.example',
      '/\\evil.example',
      'https:evil.example',
      'https://evil.example/',
      '/%2f/evil.example',
    ];
    const hidden = [
      '/%2Fevil.example',
      '/portal/..//evil.example',
      '/%255cevil.example',
      '/portal%0d%0aset-cookie:a=b',
      'javascript:alert(1)',
    ];
    for (const next of [...elsewhere, ...hidden]) {
      const answer = await site
        .asVisitor()
        .post(`/sign-in?next=${encodeURIComponent(next)}`, { email: person.email, password: person.password });
      expect([next, answer.headers.get('location')]).toEqual([next, '/sign-in']);
    }
    const wanted = await site
      .asVisitor()
      .post('/sign-in?next=%2Fportal%2Ftickets%3Fa%3D1', { email: person.email, password: person.password });
    expect(wanted.headers.get('location')).toBe('/portal/tickets?a=1');
  });

  test('the library under it is reachable by nobody: no open sign-up, no organisations, no session list', async () => {
    const person = await site.asMember('new');
    const paths = [
      '/api/auth',
      '/api/auth/ok',
      '/api/auth/get-session',
      '/api/auth/sign-up/email',
      '/api/auth/sign-in/email',
    ];
    const more = [
      '/api/auth/organization/create',
      '/api/auth/two-factor/enable',
      '/api/auth/list-sessions',
      '/api/auth/update-user',
    ];
    for (const path of [...paths, ...more]) {
      expect([path, (await person.fetch(path)).status]).toEqual([path, 404]);
      const body = JSON.stringify({ email: 'eve@example.com', password: 'a long phrase of eve', name: 'Eve' });
      const headers = { 'content-type': 'application/json' };
      expect([path, (await person.fetch(path, { method: 'POST', headers, body })).status]).toEqual([path, 404]);
    }
  });

  test('a form field too many changes nothing about who signs in', async () => {
    const person = await site.asMember('new');
    const other = await site.asOperator();
    const visitor = site.asVisitor();
    await visitor.post('/sign-in', {
      email: person.email,
      password: person.password,
      userId: other.userId,
      rememberMe: 'true',
      callbackURL: 'https://evil.example',
      roles: ['money', 'audit'],
    });
    expect((await visitor.fetch('/console/people')).status).toBe(403);
  });
});
