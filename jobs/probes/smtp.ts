import { randomBytes } from 'node:crypto';
import type { ProbeResult } from '#domain/watching/probe-result';
import type { SmtpTarget } from '#lib/check-targets/smtp';
import { attempt } from './attempt.ts';
import { openSmtp, smtpPortOf } from './mail/smtp-talk.ts';
import { writeTestMessage } from './mail/test-message.ts';
import type { ProbeContext } from './probe.ts';

/** Talks to a mail server as a sender would, up to a test message if there is one. */
export function probeSmtp(target: SmtpTarget, context: ProbeContext): Promise<ProbeResult> {
  return attempt(context, target, async (run) => {
    const { from, to } = target;
    const smtp = await openSmtp({ ...target, port: smtpPortOf(target.security, target.port) }, run);
    smtp.expectOffers(target.capabilities);
    if (from !== undefined && to !== undefined) {
      const random = randomBytes(16).toString('hex');
      await smtp.submit(writeTestMessage({ from, to, sentAt: new Date(), random }));
    }
    smtp.quit();
  });
}
