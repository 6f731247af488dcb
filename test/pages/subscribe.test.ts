import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { appendNotice } from '#commands/append-notice';
import { openSubscriptionBox } from '#lib/subscription-box';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { schemaErrors } from '#test/support/event-schemas';
import { type Receiver, startReceiver } from '#test/support/receiver';
import { addService } from '#test/support/rows';
import { sendAllDue, testSender } from '#test/support/sender';
import { startSite, type TestSite } from '#test/support/site';

onEachDatabase('subscribing by webhook', (database) => {
  let site: TestSite;
  let receiver: Receiver;
  let clock: TestClock;
  const dataDir = mkdtempSync(join(tmpdir(), 'outage-ledger-subscribe-'));

  beforeAll(async () => {
    receiver = await startReceiver();
    site = await startSite(database, { dataDir, env: { WEBHOOK_ALLOW_CIDRS: '127.0.0.0/8' } });
  });
  afterAll(async () => {
    await site.stop();
    await receiver.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });
  beforeEach(async () => {
    await database.db.deleteFrom('deliveryAttempt').execute();
    await database.db.deleteFrom('delivery').execute();
    await database.db.deleteFrom('subscriber').execute();
    clock = new TestClock(Date.now());
    receiver.received.length = 0;
    receiver.answer = (_received, res) => res.end('ok');
  });

  /** The site runs on the real clock; whatever it wrote is due by now. */
  const send = () => {
    clock.at = Math.max(clock.at, Date.now()) + 1;
    return sendAllDue({ ...testSender({ db: database.db, clock }), box: openSubscriptionBox(dataDir) });
  };
  const tell = () =>
    appendNotice(testContext(database.db, clock), {
      kind: 'incident.opened',
      at: clock.at,
      visibility: 'public',
      incidentId: null,
      serviceIds: [],
      payload: { incident: null, outages: [] },
    });
  const subscribe = async (fields: Record<string, string> = {}, path = '/subscribe') => {
    await database.db.deleteFrom('throttle').execute();
    const answer = await site.asVisitor().post(path, { url: `${receiver.url}/hook`, ...fields });
    expect(answer.status, await answer.clone().text()).toBe(303);
    return new URL(answer.headers.get('location') ?? '', site.url).pathname;
  };
  const echoing: Receiver['answer'] = (received, res) =>
    res.end(JSON.stringify({ challenge: JSON.parse(received.body).data.challenge }));
  const last = () => {
    const got = receiver.received.at(-1);
    if (!got) throw new Error('Nothing was received.');
    return { ...got, event: JSON.parse(got.body) };
  };

  test('nothing but the challenge is sent before the endpoint echoes it; then events come, signed with the secret shown once', async () => {
    const page = await subscribe();
    const visitor = site.asVisitor();
    await tell();
    await send();
    expect(receiver.received.map((got) => JSON.parse(got.body).type)).toEqual(['subscription.confirm']);
    expect(schemaErrors(last().event)).toEqual([]);
    expect(await visitor.text(page)).toContain('Waiting for confirmation');
    await tell();
    await send();
    expect(receiver.received).toHaveLength(1);

    receiver.answer = echoing;
    expect((await visitor.post(`${page}?do=challenge`)).status).toBe(303);
    await send();
    expect(await visitor.text(page)).toContain('Active');
    const secret = /whsec_[A-Za-z0-9+/=]+/.exec(await (await visitor.post(`${page}?do=reveal`)).text())?.[0] ?? '';
    for (const got of receiver.received) {
      const headers = Object.fromEntries(Object.entries(got.headers).map(([name, value]) => [name, String(value)]));
      expect(() => new Webhook(secret).verify(got.body, headers)).not.toThrow();
    }
    const again = await visitor.post(`${page}?do=reveal`);
    expect(again.status).toBe(409);
    expect(await again.text()).not.toContain('whsec_');
    expect(await visitor.text(page)).not.toContain('whsec_');

    receiver.answer = (_received, res) => res.end();
    await tell();
    await send();
    expect(last().event.type).toBe('incident.opened');
  });

  test('the link in the challenge confirms by a press of its button, not by being fetched', async () => {
    const page = await subscribe({}, '/fr/subscribe');
    expect(page).toMatch(/^\/fr\/subscriptions\//);
    await send();
    const { pathname } = new URL(last().event.data.confirmUrl);
    expect(pathname).toMatch(/^\/fr\/subscriptions\/confirm\//);
    const visitor = site.asVisitor();
    expect(await visitor.text(pathname)).toContain('Confirmer le webhook');
    expect(await visitor.text(page)).toContain('En attente de confirmation');
    expect((await visitor.post(pathname)).status).toBe(200);
    expect(await visitor.text(page)).toContain('Actif');
    expect((await visitor.post(pathname.replace(/.$/, 'x'))).status).toBe(410);
  });

  test('a challenge is over after two days, and an earlier one once a new one is asked for', async () => {
    const page = await subscribe();
    await send();
    const first = new URL(last().event.data.confirmUrl).pathname;
    const visitor = site.asVisitor();
    await visitor.post(`${page}?do=challenge`);
    await send();
    expect((await visitor.post(first)).status).toBe(410);
    const second = new URL(last().event.data.confirmUrl).pathname;
    await database.db
      .updateTable('subscriber')
      .set({ confirmUntil: Date.now() - 1 })
      .where('confirmedAt', 'is', null)
      .execute();
    expect((await visitor.post(second)).status).toBe(410);
  });

  test('the page tests, replays under the same id, replaces the secret, pauses and deletes', async () => {
    receiver.answer = echoing;
    const page = await subscribe();
    await send();
    receiver.answer = (_received, res) => res.end();
    const visitor = site.asVisitor();
    await visitor.post(`${page}?do=ping`);
    await send();
    expect(last().event.type).toBe('subscription.ping');
    expect(schemaErrors(last().event)).toEqual([]);
    await tell();
    await send();
    const id = last().headers['webhook-id'];
    const count = receiver.received.length;
    const delivery = /name="delivery" value="([^"]+)"/.exec(await visitor.text(page))?.[1] ?? '';
    expect((await visitor.post(`${page}?do=redeliver`, { delivery })).status).toBe(303);
    await send();
    expect(receiver.received).toHaveLength(count + 1);
    expect(last().headers['webhook-id']).toBe(id);

    await visitor.post(`${page}?do=rotate`);
    await visitor.post(`${page}?do=ping`);
    await send();
    expect(String(last().headers['webhook-signature']).split(' ')).toHaveLength(2);

    await visitor.post(`${page}?do=pause`);
    const before = receiver.received.length;
    await tell();
    await send();
    expect(receiver.received).toHaveLength(before);
    await visitor.post(`${page}?do=remove`);
    expect((await visitor.fetch(page)).status).toBe(404);
  });

  test('a delivery of another subscription cannot be replayed', async () => {
    receiver.answer = echoing;
    const [mine, other] = [await subscribe(), await subscribe()];
    await send();
    await tell();
    await send();
    const visitor = site.asVisitor();
    const foreign = /name="delivery" value="([^"]+)"/.exec(await visitor.text(other))?.[1] ?? '';
    expect(foreign).not.toBe('');
    expect((await visitor.post(`${mine}?do=redeliver`, { delivery: foreign })).status).toBe(409);
  });

  test('addresses that lead into the house are refused beside the field, with what was typed', async () => {
    const hidden = await addService(database.db, { visibility: 'operators' });
    const refused = [
      'http://10.0.0.1/',
      'https://169.254.169.254/latest',
      'https://user:pw@example.com/',
      'ftp://example.com/',
      'file:///etc/passwd',
      'javascript:alert(1)',
      'hello',
      '',
    ];
    for (const url of refused) {
      await database.db.deleteFrom('throttle').execute();
      const answer = await site.asVisitor().post('/subscribe', { url });
      expect(answer.status, url).toBe(422);
      expect(await answer.text(), url).toContain('id="url-error"');
    }
    const answer = await site.asVisitor().post('/subscribe', { url: `${receiver.url}/x`, services: hidden });
    expect(answer.status).toBe(422);
  });

  test('a flood of subscriptions is refused in words, per client and per host', async () => {
    await database.db.deleteFrom('throttle').execute();
    const statuses: number[] = [];
    for (let no = 0; no < 11; no += 1) {
      const answer = await site.asVisitor().post('/subscribe', { url: `https://victim.test/${no}` });
      statuses.push(answer.status);
    }
    expect(statuses).toEqual([...Array(10).fill(303), 409]);
    await database.db.deleteFrom('throttle').where('key', 'like', 'subscribe:client:%').execute();
    await database.db
      .updateTable('throttle')
      .set({ count: 20 })
      .where('key', 'like', 'subscribe:host:victim.test%')
      .execute();
    const answer = await site.asVisitor().post('/subscribe', { url: 'https://victim.test/last' });
    expect(answer.status).toBe(409);
    expect(await answer.text()).toContain('Please try again in an hour');
  });

  test('secrets and challenges do not lie readable in the database', async () => {
    await subscribe();
    await send();
    const challenge = last().event.data.challenge;
    const rows = [
      ...(await database.db.selectFrom('subscriber').selectAll().execute()),
      ...(await database.db.selectFrom('delivery').selectAll().execute()),
    ];
    expect(JSON.stringify(rows)).not.toContain(challenge);
    expect(JSON.stringify(rows)).not.toContain('whsec_');
  });
});
