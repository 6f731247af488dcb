import type { TLSSocket } from 'node:tls';
import type { ProbeResult } from '#domain/watching/probe-result';
import { chainOf, daysLeft, firstToEnd } from '#lib/certificate-chain';
import type { TlsTarget } from '#lib/check-targets/tls';
import { fetchFailure } from '#lib/fetch-failure';
import { openSocket, secureSocket } from '#lib/guarded-socket';
import { type Attempt, attempt, ProbeFailure } from './attempt.ts';
import type { ProbeContext } from './probe.ts';

/** Shakes hands with a server and looks at its certificate: its name, its chain up to an authority, and how long each is good. */
export function probeTls(target: TlsTarget, context: ProbeContext): Promise<ProbeResult> {
  const { host, serverName = host, port, authorities } = target;
  return attempt(context, target, async (run) => {
    const socket = await openSocket({ ...run, hostname: host, protocol: 'tls:', port: String(port) });
    run.finally(() => socket.destroy());
    const encrypted = await secureSocket(socket, {
      servername: serverName,
      ca: authorities,
      // Judged below, where there is a certificate to speak of.
      acceptsAny: true,
      clock: run.clock,
    });
    run.finally(() => encrypted.destroy());
    judge(encrypted, target, run);
  });
}

function judge(socket: TLSSocket, target: TlsTarget, { signal, clock }: Attempt): void {
  const chain = chainOf(socket);
  const [own] = chain;
  if (!socket.authorized) {
    const { cause, detail } = fetchFailure(errorOf(socket.authorizationError), signal, clock);
    const whose = own
      ? ` It is for ${short(own.subjectAltName ?? own.subject)}, good until ${dayOf(own.validToDate)}.`
      : '';
    throw new ProbeFailure(cause, `${detail}${whose}`);
  }
  const first = firstToEnd(chain);
  if (!first || daysLeft(first) >= target.daysLeft) return;
  const which = first === own ? 'The certificate' : `The certificate of ${short(first.subject)} in its chain`;
  throw new ProbeFailure('tls-expiring', `${which} ends in ${daysLeft(first)} days, on ${dayOf(first.validToDate)}.`);
}

/** What the handshake left is an error, or only its code. */
function errorOf(reason: unknown): Error {
  if (reason instanceof Error) return reason;
  return Object.assign(new Error('The certificate does not hold.'), { code: String(reason) });
}

function dayOf(date: Date): string {
  return Number.isNaN(date.getTime()) ? 'an unknown day' : date.toISOString().slice(0, 10);
}

function short(text: string): string {
  const line = text.replaceAll(/\p{Cc}+/gu, ' ');
  return line.length > 100 ? `${line.slice(0, 100)}…` : line;
}
