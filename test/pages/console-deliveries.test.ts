import { afterAll, beforeAll, expect, test } from 'vitest';
import { keepMails } from '#commands/keep-mails';
import { queueLetter } from '#commands/queue-letter';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { startSite, type TestSite } from '#test/support/site';

onEachDatabase('deliveries in the console', (database) => {
  let site: TestSite;
  let plain = '';
  let secret = '';

  beforeAll(async () => {
    site = await startSite(database, { env: { SMTP_URL: 'smtp://127.0.0.1:9' } });
    const ctx = testContext(database.db, new TestClock(Date.now()));
    plain = await queueLetter(ctx, {
      to: 'ada@example.com',
      lang: 'en',
      letter: {
        kind: 'ticket-answered',
        no: 7,
        title: 'Late mail',
        body: '<b>We see it.</b>',
        authorName: 'Grace',
        path: '/t',
      },
    });
    secret = await queueLetter(ctx, {
      to: 'boss@example.com',
      lang: 'en',
      letter: { kind: 'password-reset', path: '/reset/very-secret', expiresAt: Date.now() },
    });
    await keepMails(ctx);
  });
  afterAll(() => site.stop());
  const stateOf = async (id: string) =>
    (await database.db.selectFrom('delivery').select('state').where('id', '=', id).executeTakeFirstOrThrow()).state;

  test('visitors are sent to sign in, and operators without the role for incidents are refused', async () => {
    for (const path of ['/console/deliveries', `/console/deliveries/${plain}`]) {
      expect((await site.asVisitor().fetch(path)).status, path).toBe(303);
      const other = await site.asOperator(['tickets', 'money', 'audit']);
      expect((await other.fetch(path)).status, path).toBe(403);
      expect((await other.post(`${path}?do=resend`)).status, path).toBe(403);
    }
    expect(await stateOf(plain)).toBe('kept');
  });

  test('a kept mail is read as text and sent again; what people wrote stays text', async () => {
    const operator = await site.asOperator(['incidents']);
    expect(await operator.text('/console/deliveries?state=kept')).toContain('[Ticket 7] Late mail');
    const page = await operator.text(`/console/deliveries/${plain}`);
    expect(page).toContain('&lt;b&gt;We see it.&lt;/b&gt;');
    expect((await operator.post(`/console/deliveries/${plain}?do=resend`)).status).toBe(303);
    expect(await stateOf(plain)).toBe('due');
  });

  test('a link that signs someone in is read by operators with every role alone, and that is on record', async () => {
    const path = `/console/deliveries/${secret}`;
    const some = await site.asOperator(['incidents', 'tickets', 'audit']);
    expect(await some.text(path)).not.toContain('very-secret');
    expect(await (await some.post(`${path}?do=read`)).text()).not.toContain('very-secret');
    const full = await site.asOperator();
    expect(await full.text(path)).not.toContain('very-secret');
    expect(await (await full.post(`${path}?do=read`)).text()).toContain('very-secret');
    const lines = await database.db
      .selectFrom('auditEntry')
      .select(['action', 'actorId'])
      .where('action', '=', 'read-confidential-mail')
      .execute();
    expect(lines).toEqual([{ action: 'read-confidential-mail', actorId: full.userId }]);
  });

  test('all kept mails are sent by one press once there is a mail server', async () => {
    const operator = await site.asOperator(['incidents']);
    expect((await operator.post('/console/deliveries?do=send-kept')).status).toBe(303);
    expect(await stateOf(secret)).toBe('due');
  });
});
