import type { z } from 'zod';
import { caldavTarget } from './caldav.ts';
import { dnsTarget } from './dns.ts';
import { grpcTarget } from './grpc.ts';
import { heartbeatTarget } from './heartbeat.ts';
import { httpTarget } from './http.ts';
import { icmpTarget } from './icmp.ts';
import { imapTarget } from './imap.ts';
import { pop3Target } from './pop3.ts';
import { roundTripTarget } from './round-trip.ts';
import { smtpTarget } from './smtp.ts';
import { tcpTarget } from './tcp.ts';
import { tlsTarget } from './tls.ts';
import { websocketTarget } from './websocket.ts';

/** Every kind of check with the shape of its target; its probe stands in `jobs/probes/probe.ts`. */
export const CHECK_TARGETS = {
  http: httpTarget,
  tcp: tcpTarget,
  tls: tlsTarget,
  dns: dnsTarget,
  websocket: websocketTarget,
  grpc: grpcTarget,
  icmp: icmpTarget,
  heartbeat: heartbeatTarget,
  smtp: smtpTarget,
  imap: imapTarget,
  pop3: pop3Target,
  'round-trip': roundTripTarget,
  caldav: caldavTarget,
} as const satisfies Readonly<Record<string, z.ZodObject>>;

export type CheckKind = keyof typeof CHECK_TARGETS;
type Targets = { readonly [K in CheckKind]: z.output<(typeof CHECK_TARGETS)[K]> };
export type CheckTarget<K extends CheckKind = CheckKind> = Targets[K];

/** Whether a stored or written kind is one this version knows. */
export function isCheckKind(kind: string): kind is CheckKind {
  return Object.hasOwn(CHECK_TARGETS, kind);
}

/** Reads a target of a kind as it was stored or written. */
export function readTarget<K extends CheckKind>(kind: K, target: unknown): z.ZodSafeParseResult<CheckTarget<K>> {
  const schemas: { readonly [P in CheckKind]: z.ZodType<Targets[P]> } = CHECK_TARGETS;
  return schemas[kind].safeParse(target);
}
