import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DIALECTS, type OpenedDatabase, openDatabase } from '#test/support/databases';
import { startSite, type TestSite } from '#test/support/site';
import type { SignedIn } from '#test/support/visitor';

let database: OpenedDatabase;
let site: TestSite;
let person: SignedIn;
beforeAll(async () => {
  database = await openDatabase(DIALECTS[0] ?? 'sqlite');
  site = await startSite(database);
  person = await site.asOperator();
});
afterAll(async () => {
  await site?.stop();
  await database?.drop();
});

const FORM = 'application/x-www-form-urlencoded';

/** Sends exactly these headers; `fetch` would add some of its own. */
function send(
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body = 'name=Mallory',
): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(
      `${site.url}${path}`,
      { method, headers: { cookie: person.cookieHeader, 'content-type': FORM, ...headers } },
      (answer) => {
        answer.resume();
        answer.on('end', () => resolve(answer.statusCode ?? 0));
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

const nameNow = async (): Promise<string | undefined> =>
  (await database.connection.db.selectFrom('user').select('name').where('id', '=', person.userId).executeTakeFirst())
    ?.name;

const FOREIGN: readonly (readonly [what: string, headers: Readonly<Record<string, string>>])[] = [
  ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
  ['a sister subdomain', { 'sec-fetch-site': 'same-site', origin: 'https://evil.status.example' }],
  ['another site that forges no Origin', { 'sec-fetch-site': 'cross-site' }],
  ['a typed address', { 'sec-fetch-site': 'none' }],
  ['a sandboxed frame in an old browser', { origin: 'null' }],
  ['a sandboxed frame in a new browser', { origin: 'null', 'sec-fetch-site': 'cross-site' }],
  ['no word about where it came from', {}],
  ['an old browser on another site', { origin: 'https://evil.example' }],
  ['the same host on another port', { origin: 'http://127.0.0.1:1' }],
  ['the same host over https', { origin: 'https://127.0.0.1' }],
  ['text/plain from another site', { 'content-type': 'text/plain', origin: 'https://evil.example' }],
  ['JSON from another site', { 'content-type': 'application/json', origin: 'https://evil.example' }],
  ['multipart without Origin', { 'content-type': 'multipart/form-data; boundary=x' }],
  ['a bearer token on a page', { authorization: 'Bearer x', origin: 'https://evil.example' }],
  ['two origins', { origin: 'https://evil.example, http://127.0.0.1' }],
];

test.each(FOREIGN)('a form from %s changes nothing', async (_what, headers) => {
  const before = await nameNow();
  for (const path of ['/account?do=name', '/sign-out', '/console/people?do=invite', '/sign-in']) {
    expect([path, await send('POST', path, headers)]).toEqual([path, 403]);
  }
  expect(await nameNow()).toBe(before);
  expect((await person.copy().fetch('/account')).status).toBe(200);
});

test('a method in disguise is no way around it', async () => {
  const before = await nameNow();
  const disguise = { 'x-http-method-override': 'POST', 'x-method-override': 'POST' };
  await send('GET', '/account?do=name&_method=POST&name=Mallory', disguise, '');
  for (const method of ['PUT', 'PATCH', 'DELETE']) {
    expect([method, await send(method, '/account?do=name', { origin: 'https://evil.example' })]).toEqual([method, 403]);
  }
  expect(await nameNow()).toBe(before);
});

test('one’s own form passes: by the browser’s word, by Origin in an old browser, and from a page that sends no referrer', async () => {
  const own = [
    { 'sec-fetch-site': 'same-origin', origin: site.url },
    { 'sec-fetch-site': 'same-origin' },
    { origin: site.url },
    { 'sec-fetch-site': 'same-origin', origin: 'null' },
    { origin: site.url.replace('127.0.0.1', 'localhost') },
  ];
  for (const headers of own) expect([headers, await send('POST', '/account?do=name', headers)]).toEqual([headers, 303]);
});

test('nothing is changed by opening an address', async () => {
  expect((await person.copy().fetch('/sign-out')).status).toBe(303);
  expect((await person.copy().fetch('/account')).status).toBe(200);
});
