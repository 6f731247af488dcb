import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { appendNotice } from '#commands/append-notice';
import { queueMail } from '#commands/queue-mail';
import { createServerSecretFile } from '#lib/server-secret-file';
import { openSubscriptionBox } from '#lib/subscription-box';
import { newWebhookSecret } from '#lib/webhook-signature';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { startMailServer } from '#test/support/mail-server';
import { startReceiver } from '#test/support/receiver';
import { spawnProcess } from '#test/support/site';
import { addSubscriber } from '#test/support/subscribers';

onEachDatabase('a process killed between sending and noting it', (database) => {
  test('the next one sends the event and the mail again, under the ids they had', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'outage-ledger-kill-'));
    const receiver = await startReceiver();
    const received = Promise.withResolvers<void>();
    receiver.answer = () => received.resolve();
    const mailReceived = Promise.withResolvers<void>();
    const ids: string[] = [];
    let hold = true;
    const mails = await startMailServer({
      onData: (stream, _session, callback) => {
        let raw = '';
        stream.on('data', (chunk: Buffer) => {
          raw += chunk.toString('utf8');
        });
        stream.on('end', () => {
          ids.push(/^Message-ID: (.*)$/im.exec(raw)?.[1] ?? '');
          mailReceived.resolve();
          if (!hold) callback();
        });
      },
    });
    createServerSecretFile(dataDir);
    const ctx = testContext(database.db, new TestClock(Date.now()));
    await addSubscriber(database.db, {
      address: receiver.url,
      secret: openSubscriptionBox(dataDir).seal(newWebhookSecret()),
    });
    await appendNotice(ctx, {
      kind: 'outage.started',
      at: ctx.now(),
      visibility: 'public',
      incidentId: null,
      serviceIds: [],
      payload: { incident: null },
    });
    const mailId = await queueMail(ctx, { to: 'ada@example.com', subject: 'x', text: 'x' });
    const env = {
      ROLE: 'jobs',
      CATALOGUE: 'none',
      LOG_LEVEL: 'warn',
      DATABASE_URL: database.url,
      DATA_DIR: dataDir,
      SMTP_URL: mails.url,
      PUBLIC_URL: 'http://localhost:4321',
      WEBHOOK_ALLOW_CIDRS: '127.0.0.0/8',
    };
    const first = spawnProcess(env);
    await Promise.all([received.promise, mailReceived.promise]);
    const killed = once(first.child, 'exit');
    first.child.kill('SIGKILL');
    await killed;
    const states = () => database.db.selectFrom('delivery').select(['state', 'attemptCount']).execute();
    expect(await states()).toEqual([
      { state: 'due', attemptCount: 1 },
      { state: 'due', attemptCount: 1 },
    ]);

    hold = false;
    receiver.answer = (_received, res) => res.end();
    // Time passes until the lease of the dead process is over.
    await database.db.updateTable('delivery').set({ leaseUntil: 0 }).execute();
    const second = spawnProcess(env);
    const ended = once(second.child, 'exit');
    const giveUpAt = performance.now() + 20_000;
    while ((await states()).some((row) => row.state !== 'sent') && performance.now() < giveUpAt) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    second.child.kill('SIGTERM');
    await ended;
    expect(await states(), second.output()).toEqual([
      { state: 'sent', attemptCount: 2 },
      { state: 'sent', attemptCount: 2 },
    ]);
    expect(receiver.received).toHaveLength(2);
    expect(new Set(receiver.received.map((got) => got.headers['webhook-id'])).size).toBe(1);
    expect(ids).toEqual([`<${mailId}@localhost>`, `<${mailId}@localhost>`]);
    await Promise.all([receiver.stop(), mails.stop()]);
    rmSync(dataDir, { recursive: true, force: true });
  }, 60_000);
});
