import type { ProbeResult } from '#domain/watching/probe-result';
import type { ImapTarget } from '#lib/check-targets/imap';
import { attempt } from './attempt.ts';
import { imapPortOf, openImap } from './mail/imap-talk.ts';
import type { ProbeContext } from './probe.ts';

/** Talks to a server of mailboxes as a reader would; a mailbox is opened without touching what is in it. */
export function probeImap(target: ImapTarget, context: ProbeContext): Promise<ProbeResult> {
  return attempt(context, target, async (run) => {
    const imap = await openImap({ ...target, port: imapPortOf(target.security, target.port) }, run);
    imap.expectOffers(target.capabilities);
    if (target.username !== undefined) await imap.open(target.mailbox, 'EXAMINE');
    imap.logout();
  });
}
