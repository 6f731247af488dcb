import { expect, test } from 'vitest';
import { runProbe, type Target, testAuthority } from '#test/support/probing';
import { type ImapScript, Mailbox, serveImap } from '#test/support/scripted-imap';
import { serveSmtp, subjectOf } from '#test/support/smtp-target';

const RANDOM = 'a'.repeat(32);

interface Scene {
  /** When a message that was taken lies in the mailbox; undefined: never. */
  readonly deliverAfterMs?: number | undefined;
  readonly imap?: Partial<ImapScript>;
  readonly mailbox?: Mailbox;
  readonly target?: Target;
  readonly timeoutMs?: number;
}

async function roundTrip({
  deliverAfterMs = 0,
  imap = {},
  mailbox = new Mailbox(),
  target = {},
  timeoutMs = 8_000,
  ...rest
}: Scene) {
  const smtp = await serveSmtp();
  const server = await serveImap({ mailbox, ...imap });
  const isDelivered = !('deliverAfterMs' in rest);
  const timer = setInterval(() => {
    const [message] = smtp.taken.splice(0, 1);
    if (message !== undefined && isDelivered && deliverAfterMs >= 0)
      setTimeout(() => mailbox.add(subjectOf(message)), deliverAfterMs);
  }, 5);
  const login = { smtpUsername: 'probe', smtpPassword: 'secret', imapUsername: 'probe', imapPassword: 'secret' };
  const addresses = { from: 'probe@example.com', to: 'inbox@example.org', authorities: testAuthority };
  const servers = { smtpHost: '127.0.0.1', smtpPort: smtp.port, imapHost: '127.0.0.1', imapPort: server.port };
  const result = await runProbe('round-trip', { ...addresses, ...servers, ...login, ...target }, { timeoutMs });
  clearInterval(timer);
  return { result, mailbox };
}

test('a message that arrives is good, its delay is the latency, and it is deleted', async () => {
  const { result, mailbox } = await roundTrip({ deliverAfterMs: 300 });
  expect(result).toMatchObject({ ok: true });
  expect(result.latencyMs).toBeGreaterThanOrEqual(250);
  expect(result.latencyMs).toBeLessThanOrEqual(result.timings.totalMs);
  expect(mailbox.mails).toEqual([]);
});

test('a message that does not arrive is a failure that says how long was waited', async () => {
  const { result } = await roundTrip({ deliverAfterMs: -1, timeoutMs: 1_200 });
  expect(result).toMatchObject({ ok: false, cause: 'mail-not-arrived' });
  const waited = Number(/within (\d+) ms/.exec(result.ok ? '' : result.detail)?.[1]);
  expect(waited).toBeGreaterThan(500);
  expect(waited).toBeLessThan(1_300);
});

test('a mailbox that stops answering while it is watched has timed out, wherever the message is', async () => {
  const instead = (command: string): string | undefined => (/SEARCH/.test(command) ? '' : undefined);
  const { result } = await roundTrip({ imap: { instead }, timeoutMs: 3_800 });
  expect(result).toMatchObject({ ok: false, cause: 'timeout' });
});

test('a message that arrives later than the limit is too slow, and deleted all the same', async () => {
  const { result, mailbox } = await roundTrip({ deliverAfterMs: 300, target: { latencyLimitMs: 50 } });
  expect(result).toMatchObject({ ok: false, cause: 'too-slow' });
  expect(mailbox.mails).toEqual([]);
});

test('old test messages are deleted, younger ones and everybody else’s mail are not', async () => {
  const mailbox = new Mailbox();
  const hourAgo = Date.now() - 3_700_000;
  mailbox.add(`outageledgerprobe probe${hourAgo}x${RANDOM}`);
  mailbox.add(`[EXTERNAL] outageledgerprobe probe${hourAgo}x${RANDOM}`);
  const kept = [
    mailbox.add(`outageledgerprobe probe${Date.now() - 60_000}x${RANDOM}`),
    mailbox.add('Re: outageledgerprobe is in my mailbox'),
    mailbox.add(`Re: outageledgerprobe probe${hourAgo}x${RANDOM}`),
    mailbox.add(`[EXTERNAL] Fwd: outageledgerprobe probe${hourAgo}x${RANDOM}`),
    mailbox.add('Invoice'),
  ];
  const { result } = await roundTrip({ mailbox });
  expect(result).toMatchObject({ ok: true });
  expect(mailbox.mails.map(({ uid }) => uid)).toEqual(kept);
});

test('where messages always come too late, the mailbox does not fill up', async () => {
  const mailbox = new Mailbox();
  for (let n = 0; n < 60; n += 1) mailbox.add(`outageledgerprobe probe${Date.now() - 4_000_000 - n}x${RANDOM}`);
  const { result } = await roundTrip({ mailbox, deliverAfterMs: -1, timeoutMs: 1_000 });
  expect(result).toMatchObject({ ok: false, cause: 'mail-not-arrived' });
  expect(mailbox.mails).toHaveLength(10);
});

test('subjects of any length that strangers write do not make it fail', async () => {
  const mailbox = new Mailbox();
  for (let n = 0; n < 50; n += 1) mailbox.add(`outageledgerprobe ${'x'.repeat(40_000)}`);
  const { result } = await roundTrip({ mailbox });
  expect(result).toMatchObject({ ok: true });
  expect(mailbox.mails).toHaveLength(50);
});

test('a server without UIDPLUS deletes only where nobody else has marked anything', async () => {
  const offers = ['AUTH=PLAIN'];
  const alone = await roundTrip({ imap: { offers } });
  expect([alone.result.ok, alone.mailbox.mails]).toEqual([true, []]);
  const mailbox = new Mailbox();
  mailbox.add('somebody’s own');
  for (const mail of mailbox.mails) mail.deleted = true;
  const { result } = await roundTrip({ imap: { offers }, mailbox });
  expect(result).toMatchObject({ ok: true });
  expect(mailbox.mails.map(({ subject }) => subject)).toContain('somebody’s own');
});

test('where the mailbox cannot be opened, nothing is sent', async () => {
  const mailbox = new Mailbox();
  const wrong = await roundTrip({ mailbox, target: { imapPassword: 'wrong' } });
  expect(wrong.result).toMatchObject({ cause: 'login-refused' });
  const readOnly = await roundTrip({ mailbox, imap: { readOnly: true } });
  expect(readOnly.result).toMatchObject({ cause: 'misconfigured' });
  expect(mailbox.mails).toEqual([]);
});

test('a refused login or message is told as such, and no password with it', async () => {
  const { result } = await roundTrip({ target: { smtpPassword: 'hunter2' } });
  expect(result).toMatchObject({ cause: 'login-refused' });
  expect(JSON.stringify(result)).not.toContain('hunter2');
});

test.each([
  { from: 'a@b.test\r\nBcc: c@d.test' },
  { to: 'a' },
  { imapSecurity: 'none' },
  { smtpSecurity: 'none' },
  { smtpUsername: undefined },
  { imapPassword: 'a\r\nA9 LOGOUT' },
])('a target with %j is misconfigured', async (target) => {
  const { result } = await roundTrip({ target });
  expect(result).toMatchObject({ ok: false, cause: 'misconfigured' });
});
