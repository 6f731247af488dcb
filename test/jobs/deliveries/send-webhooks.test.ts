import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { appendNotice } from '#commands/append-notice';
import { claimDeliveries } from '#commands/claim-deliveries';
import { recordDelivery } from '#commands/record-delivery';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '#domain/time';
import { newWebhookSecret } from '#lib/webhook-signature';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { type Receiver, startReceiver } from '#test/support/receiver';
import { sendAllDue, TEST_BOX, testSender } from '#test/support/sender';
import { addSubscriber } from '#test/support/subscribers';

onEachDatabase('sending webhooks', (database) => {
  let receiver: Receiver;
  let clock: TestClock;
  const secret = newWebhookSecret();

  beforeEach(async () => {
    // Real time: the independent judge of signatures looks at its own clock.
    clock = new TestClock(Date.now());
    receiver = await startReceiver();
    await database.db.deleteFrom('deliveryAttempt').execute();
    await database.db.deleteFrom('delivery').execute();
    await database.db.deleteFrom('subscriber').execute();
  });
  afterEach(() => receiver.stop());

  const send = () => sendAllDue(testSender({ db: database.db, clock }));
  const subscribe = (row: Parameters<typeof addSubscriber>[1] = {}) =>
    addSubscriber(database.db, { address: `${receiver.url}/hook`, secret: TEST_BOX.seal(secret), ...row });
  const tell = () =>
    appendNotice(testContext(database.db, clock), {
      kind: 'incident.opened',
      at: clock.at,
      visibility: 'public',
      incidentId: null,
      serviceIds: [],
      payload: { incident: null, outages: [] },
    });
  const onlyDelivery = () => database.db.selectFrom('delivery').selectAll().executeTakeFirstOrThrow();
  const subscriber = () => database.db.selectFrom('subscriber').selectAll().executeTakeFirstOrThrow();
  const attempts = () => database.db.selectFrom('deliveryAttempt').selectAll().orderBy('no').execute();
  const answerWith = (status: number, headers: Record<string, string> = {}) => {
    receiver.answer = (_received, res) => res.writeHead(status, headers).end('no');
  };

  test('an event arrives signed so that the reference library accepts it', async () => {
    await subscribe();
    await tell();
    await send();
    const [got] = receiver.received;
    expect(new Webhook(secret).verify(got?.body ?? '', asHeaders(got?.headers))).toMatchObject({
      type: 'incident.opened',
      data: { incident: null, sequence: expect.any(Number) },
    });
    expect(got?.headers['content-type']).toBe('application/json');
    expect(await onlyDelivery()).toMatchObject({ state: 'sent', sentAt: clock.at, attemptCount: 1 });
  });

  test('500 three times and then 200: one id throughout, a new timestamp and signature each time', async () => {
    await subscribe();
    await tell();
    for (const [wait, status] of [
      [0, 500],
      [5 * SECOND_MS, 500],
      [5 * MINUTE_MS, 500],
      [30 * MINUTE_MS, 200],
    ] as const) {
      clock.advance(wait - 1);
      await send();
      const before = receiver.received.length;
      clock.advance(1);
      answerWith(status);
      await send();
      expect(receiver.received.length - before).toBe(1);
    }
    const headers = receiver.received.map((got) => got.headers);
    expect(new Set(headers.map((one) => one['webhook-id'])).size).toBe(1);
    expect(new Set(headers.map((one) => one['webhook-timestamp'])).size).toBe(4);
    expect(new Set(headers.map((one) => one['webhook-signature'])).size).toBe(4);
    expect((await attempts()).map((one) => [one.no, one.outcome, one.httpStatus])).toEqual([
      [1, 'failed', 500],
      [2, 'failed', 500],
      [3, 'failed', 500],
      [4, 'sent', 200],
    ]);
    expect(await onlyDelivery()).toMatchObject({ state: 'sent', lastError: null });
    expect(await subscriber()).toMatchObject({ firstFailureAt: null });
  });

  test('410 switches the endpoint off at once and cancels what was still to come', async () => {
    await subscribe();
    await tell();
    await tell();
    answerWith(410);
    await send();
    expect(receiver.received).toHaveLength(1);
    expect(await subscriber()).toMatchObject({ disabledReason: 'gone', disabledAt: clock.at });
    const states = await database.db.selectFrom('delivery').select('state').orderBy('state').execute();
    expect(states.map((row) => row.state)).toEqual(['cancelled', 'failed']);
    await tell();
    expect(await database.db.selectFrom('delivery').select('id').execute()).toHaveLength(2);
  });

  test('a redirect is a failure and is not followed', async () => {
    await subscribe();
    await tell();
    answerWith(301, { location: `${receiver.url}/elsewhere` });
    await send();
    expect(receiver.received.map((got) => got.path)).toEqual(['/hook']);
    expect(await onlyDelivery()).toMatchObject({ state: 'due', dueAt: clock.at + 5 * SECOND_MS });
  });

  test('Retry-After holds every message to the endpoint for as long as it says, a bare 503 none', async () => {
    await subscribe();
    await tell();
    answerWith(429, { 'retry-after': '120' });
    await send();
    await tell();
    clock.advance(119 * SECOND_MS);
    await send();
    expect(receiver.received).toHaveLength(1);
    answerWith(200);
    clock.advance(SECOND_MS);
    await send();
    expect(receiver.received).toHaveLength(3);
    answerWith(503);
    await tell();
    await send();
    expect(await subscriber()).toMatchObject({ holdUntil: null });
  });

  test('an endless answer is cut and counts by its status', async () => {
    await subscribe();
    await tell();
    receiver.answer = (_received, res) => {
      res.writeHead(200);
      const chunk = Buffer.alloc(65_536, 'x');
      const more = (): void => {
        while (!res.destroyed && res.write(chunk));
      };
      res.on('drain', more);
      more();
    };
    await send();
    expect(await onlyDelivery()).toMatchObject({ state: 'sent' });
  });

  test('while a secret is replaced both are good, afterwards the new one alone', async () => {
    const next = newWebhookSecret();
    await subscribe({
      secret: TEST_BOX.seal(next),
      previousSecret: TEST_BOX.seal(secret),
      previousSecretUntil: clock.at + DAY_MS,
    });
    await tell();
    await send();
    const [first] = receiver.received;
    for (const good of [secret, next]) {
      expect(() => new Webhook(good).verify(first?.body ?? '', asHeaders(first?.headers))).not.toThrow();
    }
    clock.advance(DAY_MS);
    await tell();
    await send();
    const last = receiver.received.at(-1);
    expect(String(last?.headers['webhook-signature']).split(' ')).toHaveLength(1);
    const body = last?.body ?? '';
    expect(() => new Webhook(secret).verify(body, asHeaders(last?.headers))).toThrow();
  });

  test('a hanging endpoint delays no other, and a dead one gets one message at a time', async () => {
    const [hangs, works] = [await startReceiver(), receiver];
    const release: (() => void)[] = [];
    hangs.answer = (_received, res) => {
      release.push(() => res.writeHead(500).end());
    };
    await addSubscriber(database.db, { address: `${hangs.url}/`, secret: TEST_BOX.seal(secret) });
    await subscribe();
    for (let no = 0; no < 5; no += 1) await tell();
    const sending = send();
    await until(() => works.received.length === 5 && hangs.received.length === 1);
    for (const answer of release) answer();
    hangs.answer = (_received, res) => res.writeHead(500).end();
    await sending;
    expect(hangs.received).toHaveLength(5);
    await hangs.stop();
  });

  test('five days of failures alone switch an endpoint off and tell the operators; one success starts the count anew', async () => {
    await subscribe();
    answerWith(500);
    await tell();
    await send();
    clock.advance(3 * DAY_MS);
    answerWith(200);
    await tell();
    await send();
    answerWith(500);
    clock.advance(HOUR_MS);
    await tell();
    await send();
    clock.advance(5 * DAY_MS - 1);
    await tell();
    await send();
    expect(await subscriber()).toMatchObject({ disabledAt: null });
    clock.advance(1);
    await tell();
    await send();
    expect(await subscriber()).toMatchObject({ disabledReason: 'failing' });
  });

  test('nothing is sent to a private address, however it is written', async () => {
    const port = new URL(receiver.url).port;
    const hosts = [
      '127.0.0.1',
      '2130706433',
      '0x7f.1',
      '127.1',
      '0177.0.0.1',
      '0.0.0.0',
      '[::ffff:127.0.0.1]',
      '[::1]',
      '①②⑦.0.0.1',
      'localhost',
      '10.0.0.1',
      '192.168.1.1',
      '169.254.169.254',
      '100.64.0.1',
      '[fd00::1]',
    ];
    for (const host of hosts) {
      await subscribe({ address: `http://${host}:${port}/` });
      await subscribe({ address: `https://${host}/` });
    }
    await tell();
    await sendAllDue(testSender({ db: database.db, clock, allow: [] }));
    expect(receiver.received).toEqual([]);
    const rows = await database.db.selectFrom('delivery').select(['state', 'lastError', 'address']).execute();
    expect(rows).toHaveLength(hosts.length * 2);
    for (const row of rows) expect(row.lastError, row.address).toMatch(/address|https/i);
  });

  test('of two dispatchers at once each event is sent by one', async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, () => subscribe()));
    await tell();
    await tell();
    await Promise.all([send(), send(), send()]);
    expect(receiver.received).toHaveLength(ids.length * 2);
    expect(new Set(receiver.received.map((got) => got.headers['webhook-id'])).size).toBe(ids.length * 2);
  });

  test('whoever lost the lease cannot report an end', async () => {
    await subscribe();
    await tell();
    const ctx = testContext(database.db, clock);
    const claim = { lane: 'steady' as const, limit: 10, leaseMs: MINUTE_MS };
    const first = await claimDeliveries(ctx, claim);
    expect((await claimDeliveries(ctx, claim)).deliveries).toEqual([]);
    clock.advance(MINUTE_MS);
    const second = await claimDeliveries(ctx, claim);
    expect(second.deliveries.map((one) => one.id)).toEqual(first.deliveries.map((one) => one.id));
    const end = {
      deliveryId: first.deliveries[0]?.id ?? '',
      outcome: { kind: 'sent', httpStatus: 200, detail: null } as const,
      durationMs: 1,
      maxAttempts: 10,
      chance: 0,
    };
    expect(await recordDelivery(ctx, { ...end, leaseToken: first.leaseToken })).toBe(false);
    expect(await onlyDelivery()).toMatchObject({ state: 'due' });
    expect(await recordDelivery(ctx, { ...end, leaseToken: second.leaseToken })).toBe(true);
    expect(await recordDelivery(ctx, { ...end, leaseToken: second.leaseToken })).toBe(false);
  });

  test('what a stopping process cut is due again and does not count as an attempt', async () => {
    await subscribe();
    await tell();
    const stop = new AbortController();
    receiver.answer = () => stop.abort();
    await sendAllDue(testSender({ db: database.db, clock, stopping: stop.signal, cut: stop.signal }));
    expect(await onlyDelivery()).toMatchObject({ state: 'due', attemptCount: 0, leaseToken: null });
    expect(await subscriber()).toMatchObject({ firstFailureAt: null });
  });
});

function asHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>> | undefined,
): Record<string, string> {
  return Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name, String(value)]));
}

async function until(condition: () => boolean): Promise<void> {
  const giveUpAt = performance.now() + 5_000;
  while (!condition() && performance.now() < giveUpAt) await new Promise((resolve) => setImmediate(resolve));
  expect(condition()).toBe(true);
}
