import type { ProbeResult } from '#domain/watching/probe-result';
import type { Pop3Target } from '#lib/check-targets/pop3';
import { attempt } from './attempt.ts';
import { openLineTalk } from './mail/line-talk.ts';
import { Pop3Talk } from './mail/pop3-talk.ts';
import type { ProbeContext } from './probe.ts';

/** Talks to a POP3 server as a reader would, and fetches nothing. */
export function probePop3(target: Pop3Target, context: ProbeContext): Promise<ProbeResult> {
  return attempt(context, target, async (run) => {
    const { security, username, password } = target;
    const port = target.port ?? (security === 'tls' ? 995 : 110);
    const pop3 = new Pop3Talk(await openLineTalk({ ...target, port }, run));
    await pop3.greet();
    if (security === 'starttls') await pop3.startTls();
    if (username !== undefined && password !== undefined) await pop3.login(username, password);
    pop3.quit();
  });
}
