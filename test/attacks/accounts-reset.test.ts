import { request } from 'node:http';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { onEachDatabase } from '#test/support/databases';
import { linkMailedTo } from '#test/support/links';
import { startSite, type TestSite } from '#test/support/site';

const NEXT_PASSWORD = 'nine wooden boats in fog';

onEachDatabase('resetting a password', (database) => {
  let site: TestSite;
  beforeAll(async () => {
    site = await startSite(database);
  });
  afterAll(() => site?.stop());
  beforeEach(() => database.db.deleteFrom('attempt').execute());

  const ask = (email: string) => site.asVisitor().post('/forgot', { email });

  test('the answer is the same whether or not there is such an account', async () => {
    const person = await site.asMember('new');
    const known = await ask(person.email);
    const unknown = await ask('nobody@example.com');
    expect([known.status, await known.text()]).toEqual([unknown.status, await unknown.text()]);
    const mails = database.db.selectFrom('delivery').select('id').where('address', '=', 'nobody@example.com');
    expect(await mails.execute()).toEqual([]);
  });

  test('a poisoned Host header never reaches the link in the mail', async () => {
    const person = await site.asMember('new');
    const body = new URLSearchParams({ email: person.email }).toString();
    const headers = {
      host: 'evil.example',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'https',
      forwarded: 'host=evil.example',
      origin: site.url,
      'sec-fetch-site': 'same-origin',
      'content-type': 'application/x-www-form-urlencoded',
    };
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const sent = request(`${site.url}/forgot`, { method: 'POST', headers }, (answer) => {
        answer.resume();
        answer.on('end', () => resolve(answer.statusCode));
      });
      sent.on('error', reject);
      sent.end(body);
    });
    expect(status).toBe(200);
    expect((await linkMailedTo(database.db, person.email)).origin).toBe(site.url);
  });

  test('a link works once, and only the latest one', async () => {
    const person = await site.asMember('new');
    await ask(person.email);
    const first = await linkMailedTo(database.db, person.email);
    await ask(person.email);
    const second = await linkMailedTo(database.db, person.email);
    const set = (link: URL) => site.asVisitor().post(link.pathname, { password: NEXT_PASSWORD });
    expect((await set(first)).status).toBe(404);
    const both = await Promise.all([set(second), set(second)]);
    expect(both.filter(({ status }) => status === 303)).toHaveLength(1);
    expect((await set(second)).status).toBe(404);
  });

  test('a link is over after half an hour, and for a person whose access has ended', async () => {
    const person = await site.asMember('new');
    await ask(person.email);
    const link = await linkMailedTo(database.db, person.email);
    expect((await site.asVisitor().fetch(link.pathname)).status).toBe(200);
    await database.db
      .updateTable('accessLink')
      .set({ expiresAt: Date.now() })
      .where('userId', '=', person.userId)
      .execute();
    expect((await site.asVisitor().post(link.pathname, { password: NEXT_PASSWORD })).status).toBe(404);
    const { expiresAt, createdAt } = await database.db
      .selectFrom('accessLink')
      .select(['expiresAt', 'createdAt'])
      .where('purpose', '=', 'reset')
      .orderBy('createdAt')
      .executeTakeFirstOrThrow();
    expect(expiresAt - createdAt).toBeLessThanOrEqual(30 * 60_000);
    await ask(person.email);
    const fresh = await linkMailedTo(database.db, person.email);
    await database.db
      .insertInto('accountState')
      .values({ userId: person.userId, sessionsValidAfter: 0, disabledAt: 1, disabledBy: 'test' })
      .execute();
    expect((await site.asVisitor().post(fresh.pathname, { password: NEXT_PASSWORD })).status).toBe(404);
  });

  test('the token is kept as a hash, never sent to other sites, and the mail hides it from the console', async () => {
    const person = await site.asMember('new');
    await ask(person.email);
    const link = await linkMailedTo(database.db, person.email);
    const token = link.pathname.split('/').at(-1) ?? '';
    const rows = await database.db.selectFrom('accessLink').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(token);
    expect((await site.asVisitor().fetch(link.pathname)).headers.get('referrer-policy')).toBe('no-referrer');
    const { message } = await database.db
      .selectFrom('delivery')
      .select('message')
      .where('address', '=', person.email)
      .executeTakeFirstOrThrow();
    expect(JSON.parse(message)).toMatchObject({ confidential: true });
  });

  test('a reset link is no invitation and an invitation is no reset link', async () => {
    const person = await site.asMember('new');
    await ask(person.email);
    const token = (await linkMailedTo(database.db, person.email)).pathname.split('/').at(-1);
    expect((await site.asVisitor().fetch(`/invitation/${token}`)).status).toBe(404);
  });

  test('asking for many links for one address is slowed down', async () => {
    const person = await site.asMember('new');
    const statuses: number[] = [];
    for (let i = 0; i < 7; i += 1) statuses.push((await ask(person.email)).status);
    expect(statuses.at(-1)).toBe(429);
  });
});
