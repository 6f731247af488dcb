import { afterAll, beforeAll, expect, test } from 'vitest';
import { findHeartbeat } from '#db/queries/heartbeats';
import { TestClock } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { addHeartbeat } from '#test/support/heartbeats';
import { startSite, type TestSite } from '#test/support/site';

onEachDatabase('the address that jobs call, on the real site', (database) => {
  let site: TestSite;
  beforeAll(async () => {
    site = await startSite(database, { env: { TRUSTED_PROXIES: '127.0.0.1/32' } });
  });
  afterAll(() => site.stop());

  test('takes a POST that says nothing of where it comes from, and notes that it listens', async () => {
    const { checkId, path } = await addHeartbeat(database.db, new TestClock(Date.now()));
    const answer = await fetch(`${site.url}${path}/0`, { method: 'POST', body: 'duration=3' });
    expect([answer.status, await answer.text(), answer.headers.get('set-cookie')]).toEqual([200, 'ok\n', null]);
    expect(answer.headers.get('content-security-policy')).toMatch(/default-src 'none'/);
    expect(await findHeartbeat(database.db, checkId)).toMatchObject({ outcome: 'ok', exitCode: 0, callCount: 1 });
    await expect
      .poll(() => database.db.selectFrom('listeningSpan').select('kind').execute())
      .toEqual([{ kind: 'listening' }]);
    expect(site.output()).not.toContain(path.slice(-20));
  });

  test('counts guesses by the client’s own address, which a proxy tells', async () => {
    const { path } = await addHeartbeat(database.db, new TestClock(Date.now()));
    const call = (address: string, to: string) =>
      fetch(`${site.url}${to}`, { headers: { 'x-forwarded-for': address } }).then(({ status }) => status);
    const guesses = Array.from({ length: 130 }, (_, no) => `/api/heartbeat/${String(no).padStart(43, 'x')}`);
    const statuses = await Promise.all(guesses.map((guess) => call('203.0.113.9', guess)));
    expect([statuses.includes(404), statuses.includes(429)]).toEqual([true, true]);
    expect(await call('203.0.113.10', path)).toBe(200);
  });
});
