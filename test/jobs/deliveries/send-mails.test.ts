import { afterEach, beforeEach, expect, test } from 'vitest';
import { keepMails } from '#commands/keep-mails';
import { queueLetter } from '#commands/queue-letter';
import { queueMail } from '#commands/queue-mail';
import { SECOND_MS } from '#domain/time';
import { createMailChannel, type MailChannel } from '#jobs/channels/mail';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { type MailServer, startMailServer } from '#test/support/mail-server';
import { sendAllDue, testSender } from '#test/support/sender';

const MAIL = { id: 'd1', to: 'ada@example.com', subject: 'Hello', text: 'Text', html: null, thread: null };

function channelTo(server: Pick<MailServer, 'url'>): MailChannel {
  return createMailChannel({
    smtpUrl: server.url,
    from: 'status@example.com',
    fromName: 'Status',
    host: 'status.test',
  });
}

onEachDatabase('sending mails', (database) => {
  const clock = new TestClock();
  const context = () => testContext(database.db, clock);
  let server: MailServer;
  let channel: MailChannel;

  beforeEach(async () => {
    await database.db.deleteFrom('deliveryAttempt').execute();
    await database.db.deleteFrom('delivery').execute();
    server = await startMailServer();
    channel = channelTo(server);
  });
  afterEach(async () => {
    channel.close();
    await server.stop();
  });
  const send = () => sendAllDue(testSender({ db: database.db, clock, mails: channel }));

  test('a letter arrives as text and HTML, says that a machine sent it, and joins its thread', async () => {
    const id = await queueLetter(context(), {
      to: 'ada@example.com',
      lang: 'fr',
      letter: {
        kind: 'ticket-answered',
        path: '/portal/tickets/7',
        no: 7,
        title: 'Ça coince',
        body: 'Voilà.',
        authorName: 'Grace',
      },
    });
    await send();
    const [mail] = server.mails;
    expect(mail).toMatchObject({ from: 'status@example.com', to: ['ada@example.com'] });
    expect(Object.fromEntries(mail?.headers ?? [])).toMatchObject({
      'message-id': `<${id}@status.test>`,
      references: '<ticket-7@status.test>',
      'in-reply-to': '<ticket-7@status.test>',
      'auto-submitted': 'auto-generated',
      from: 'Status <status@example.com>',
      to: 'ada@example.com',
    });
    expect(mail?.headers.get('content-type')).toMatch(/^multipart\/alternative/);
    expect(await states()).toEqual(['sent']);
  });

  test('a confidential text is removed once it is sent', async () => {
    await queueLetter(context(), {
      to: 'ada@example.com',
      lang: 'en',
      letter: { kind: 'password-reset', path: '/reset/very-secret', expiresAt: 0 },
    });
    await send();
    expect(server.mails[0]?.raw).toContain('very-secret');
    const row = await database.db.selectFrom('delivery').select('message').executeTakeFirstOrThrow();
    expect(row.message).not.toContain('very-secret');
  });

  test('without a mail server mails are kept, and are sent once they are made due again', async () => {
    await queueMail(context(), { to: 'ada@example.com', subject: 'x', text: 'x' });
    await keepMails(context());
    expect(await states()).toEqual(['kept']);
    await send();
    expect(server.mails).toEqual([]);
    await database.db.updateTable('delivery').set({ state: 'due' }).execute();
    await send();
    expect(server.mails).toHaveLength(1);
  });

  test('a mail is tried again after a 4xx answer with the same Message-ID, and given up after a 5xx', async () => {
    let code = 451;
    const moody = await startMailServer({
      onRcptTo: (_address, _session, callback) =>
        code === 250 ? callback() : callback(Object.assign(new Error('no'), { responseCode: code })),
    });
    const moodyChannel = channelTo(moody);
    const sendMoody = () => sendAllDue(testSender({ db: database.db, clock, mails: moodyChannel }));
    const id = await queueMail(context(), { to: 'ada@example.com', subject: 'x', text: 'x' });
    await sendMoody();
    expect(await states()).toEqual(['due']);
    code = 250;
    clock.advance(5 * SECOND_MS);
    await sendMoody();
    expect(moody.mails.map((mail) => mail.headers.get('message-id'))).toEqual([`<${id}@status.test>`]);
    code = 550;
    await queueMail(context(), { to: 'bob@example.com', subject: 'x', text: 'x' });
    await sendMoody();
    expect((await states()).toSorted()).toEqual(['failed', 'sent']);
    moodyChannel.close();
    await moody.stop();
  });

  async function states(): Promise<string[]> {
    const rows = await database.db.selectFrom('delivery').select('state').execute();
    return rows.map((row) => row.state);
  }
});

test('header lines cannot be smuggled into a mail by subject or thread, nor receivers by an address', async () => {
  const server = await startMailServer();
  const channel = channelTo(server);
  const never = new AbortController().signal;
  for (const to of ['b@y.test\r\nBcc: evil@z.test', 'b@y.test, evil@z.test', 'evil@z.test <b@y.test>', 'x:b@y.test;']) {
    expect(await channel.send({ ...MAIL, to }, never)).toMatchObject({ kind: 'refused' });
  }
  await channel.send({ ...MAIL, subject: 'a\r\nBcc: evil@z.test', thread: 'x>\r\nBcc: evil@z.test' }, never);
  expect(server.mails.flatMap((mail) => mail.to)).toEqual(['ada@example.com']);
  expect(server.mails[0]?.headers.has('bcc')).toBe(false);
  channel.close();
  await server.stop();
});

test('a refused sign-in says nothing about the mail: it is tried again', async () => {
  const server = await startMailServer({
    authOptional: false,
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth: (_auth, _session, callback) => callback(new Error('Invalid username or password')),
  });
  const channel = channelTo({ url: server.url.replace('smtp://', 'smtp://user:wrong@') });
  expect(await channel.send(MAIL, new AbortController().signal)).toMatchObject({ kind: 'failed' });
  channel.close();
  await server.stop();
});

test('a mail server that is not there or says nothing ends in a failure, never in an error', async () => {
  const silent = await startMailServer({ onConnect: () => undefined });
  const channels = [channelTo({ url: 'smtp://127.0.0.1:9' }), channelTo(silent)];
  for (const channel of channels) {
    const deadline = new AbortController();
    setTimeout(() => deadline.abort(), 300);
    expect(await channel.send(MAIL, deadline.signal)).toMatchObject({ kind: 'failed', detail: expect.any(String) });
    channel.close();
  }
  await silent.stop();
});
