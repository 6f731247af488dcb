import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { HOUR_MS } from '#domain/time';
import type { ProbeResult } from '#domain/watching/probe-result';
import type { RoundTripTarget } from '#lib/check-targets/round-trip';
import { type Attempt, attempt } from './attempt.ts';
import { type ImapTalk, imapPortOf, openImap } from './mail/imap-talk.ts';
import { openSmtp, smtpPortOf } from './mail/smtp-talk.ts';
import { sentAtOf, TEST_WORD, writeTestMessage } from './mail/test-message.ts';
import type { ProbeContext } from './probe.ts';

const FIRST_LOOK_MS = 100;
const LONGEST_PAUSE_MS = 2_000;
/** A mailbox that has not answered for so long does not answer. */
const SILENT_MS = 3_000;
/** Older test messages belong to runs that are over; another check may be waiting for a younger one. */
const LEFTOVER_AFTER_MS = HOUR_MS;
const LEFTOVERS_AT_ONCE = 50;

/** Sends a message, waits until it arrives in its mailbox, and deletes it; the time it took is the latency. */
export async function probeRoundTrip(target: RoundTripTarget, context: ProbeContext): Promise<ProbeResult> {
  const wait: Wait = {};
  const result = await attempt(context, {}, async (run) => {
    // The mailbox first: what cannot be seen to arrive is not sent.
    const imap = await openMailbox(target, run);
    // Before anything else: where messages always come too late, nothing after their arrival would ever be done.
    await imap.delete(await leftovers(imap));
    const word = await send(target, run);
    const arrival = await waitFor({ word, wait }, imap, run);
    run.note?.({ kind: 'expectation', what: 'arrival', held: true, found: `after ${arrival.delayMs} ms` });
    await imap.delete(arrival.uids);
    imap.logout();
    return { latencyMs: arrival.delayMs };
  });
  if (result.ok) return withinLimit(result, target.latencyLimitMs);
  return result.cause === 'timeout' ? (asNotArrived(result, wait) ?? result) : result;
}

/** How far the waiting came, for when the deadline ends it. */
interface Wait {
  takenAt?: number;
  askedAt?: number | undefined;
}

async function openMailbox(target: RoundTripTarget, run: Attempt): Promise<ImapTalk> {
  const { imapHost, imapPort, imapSecurity, imapUsername, imapPassword, authorities, mailbox } = target;
  const port = imapPortOf(imapSecurity, imapPort);
  const login = { username: imapUsername, password: imapPassword };
  const imap = await openImap({ host: imapHost, port, security: imapSecurity, authorities, ...login }, run);
  await imap.open(mailbox, 'SELECT');
  return imap;
}

async function send(target: RoundTripTarget, run: Attempt): Promise<string> {
  const { smtpHost, smtpPort, smtpSecurity, smtpUsername, smtpPassword, authorities, from, to } = target;
  const port = smtpPortOf(smtpSecurity, smtpPort);
  const login = { username: smtpUsername, password: smtpPassword };
  const smtp = await openSmtp({ host: smtpHost, port, security: smtpSecurity, authorities, ...login }, run);
  const message = writeTestMessage({ from, to, sentAt: new Date(), random: randomBytes(16).toString('hex') });
  await smtp.submit(message);
  smtp.quit();
  return message.word;
}

interface Arrival {
  readonly uids: readonly number[];
  readonly delayMs: number;
}

/** Looks again and again, ever less often, until the deadline of the whole run. */
async function waitFor(
  { word, wait }: { readonly word: string; readonly wait: Wait },
  imap: ImapTalk,
  { signal }: Attempt,
): Promise<Arrival> {
  const takenAt = performance.now();
  wait.takenAt = takenAt;
  for (let pauseMs = FIRST_LOOK_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    wait.askedAt = performance.now();
    const uids = await imap.search(word);
    wait.askedAt = undefined;
    if (uids.length > 0) {
      delete wait.takenAt;
      return { uids, delayMs: Math.round(performance.now() - takenAt) };
    }
    await sleep(pauseMs, undefined, { signal });
  }
}

/** The deadline came while the mailbox was watched; one that did not answer any more may hold the message, and timed out itself. */
function asNotArrived(
  result: Extract<ProbeResult, { ok: false }>,
  { takenAt, askedAt }: Wait,
): ProbeResult | undefined {
  const now = performance.now();
  if (takenAt === undefined || (askedAt !== undefined && now - askedAt > SILENT_MS)) return undefined;
  const detail = `The server took the message, but within ${Math.round(now - takenAt)} ms it did not arrive in the mailbox.`;
  return { ...result, cause: 'mail-not-arrived', detail };
}

/** Test messages that arrived after nobody waited for them any more. */
async function leftovers(imap: ImapTalk): Promise<number[]> {
  const uids = (await imap.search(TEST_WORD)).slice(0, LEFTOVERS_AT_ONCE);
  const subjects = await imap.subjects(uids);
  const before = Date.now() - LEFTOVER_AFTER_MS;
  return uids.filter((uid) => (sentAtOf(subjects.get(uid) ?? '') ?? Number.POSITIVE_INFINITY) < before);
}

function withinLimit(result: Extract<ProbeResult, { ok: true }>, limitMs: number | undefined): ProbeResult {
  const { latencyMs, timings } = result;
  if (limitMs === undefined || latencyMs === null || latencyMs <= limitMs) return result;
  const detail = `The message took ${latencyMs} ms to arrive, more than the limit of ${limitMs} ms.`;
  return { ok: false, cause: 'too-slow', detail, latencyMs, timings };
}
