import type { X509Certificate } from 'node:crypto';
import type { ProbeCause } from '#domain/watching/probe-cause';
import type { PhaseTimings, ProbeResult } from '#domain/watching/probe-result';
import { chainOf, firstToEnd } from '#lib/certificate-chain';
import { mergeHeaders } from '#lib/check-targets/header-fields';
import type { HttpTarget } from '#lib/check-targets/http';
import { type GuardedAnswer, guardedFetch } from '#lib/guarded-fetch';
import { firstBroken } from './finding.ts';
import { type Answer, judgeAnswer, readsBody } from './judge-answer.ts';
import type { ProbeContext } from './probe.ts';

/** Asks an HTTP(S) address, follows redirects as far as allowed, and compares the answer with what is expected. */
export async function probeHttp(target: HttpTarget, context: ProbeContext): Promise<ProbeResult> {
  const startedAt = performance.now();
  let hop: Hop = { url: new URL(target.url), method: target.method, headers: headersOf(target), body: target.body };
  for (let followed = 0; ; followed += 1) {
    const answer = await ask(hop, target, context);
    const latencyMs = Math.round(performance.now() - startedAt);
    if (!answer.ok) return { ...answer, ...(followed > 0 ? blamedOn(answer) : {}), latencyMs };
    const location = redirectOf(answer);
    if (location === undefined || target.redirects === 0) return compare(answer, target, { latencyMs, ...context });
    const failed = (cause: ProbeCause, detail: string) => failure(cause, detail, latencyMs, answer.timings);
    if (followed === target.redirects) {
      return failed('redirect-limit', `The answer was still a redirect after ${followed} of them.`);
    }
    const next = nextHop(hop, answer.status, location);
    if (typeof next === 'string') return failed('redirect-refused', next);
    hop = next;
  }
}

const USER_AGENT = 'OutageLedger/1 (health check)';
/** Of an answer, for a person who watches. */
const SHOWN_BYTES = 2_000;

interface Hop {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

async function ask(
  hop: Hop,
  target: HttpTarget,
  context: ProbeContext,
): Promise<Answer | Extract<GuardedAnswer, { ok: false }>> {
  let certificate: X509Certificate | undefined;
  const answer = await guardedFetch({
    url: hop.url,
    method: hop.method,
    headers: { 'user-agent': USER_AGENT, ...hop.headers },
    ...(hop.body === undefined ? {} : { body: hop.body }),
    ...context,
    bodyLimit: target.bodyLimit,
    keptBytes: readsBody(target) ? undefined : SHOWN_BYTES,
    ca: target.authorities,
    onSecure: (socket) => {
      if (target.certificateDaysLeft !== undefined) certificate = firstToEnd(chainOf(socket));
    },
  });
  return answer.ok ? { ...answer, certificate } : answer;
}

function headersOf(target: HttpTarget): Hop['headers'] {
  const { username, password } = target;
  if (username === undefined) return mergeHeaders(target);
  const basic = Buffer.from(`${username}:${password}`).toString('base64');
  return { ...mergeHeaders(target), authorization: `Basic ${basic}` };
}

function redirectOf(answer: Answer): string | undefined {
  const { location } = answer.headers;
  if (![301, 302, 303, 307, 308].includes(answer.status)) return undefined;
  return Array.isArray(location) ? location[0] : location;
}

/** Where we may not go because the target sent us there, it is the target that does not answer. */
function blamedOn({ cause, detail }: Extract<GuardedAnswer, { ok: false }>) {
  return cause === 'address-refused'
    ? ({ cause: 'redirect-refused', detail: `The redirect is not followed: ${detail}` } as const)
    : {};
}

/** Where a redirect leads, or why it is not followed; the address itself is judged again when it is requested. */
function nextHop(from: Hop, status: number, location: string): Hop | string {
  const url = URL.parse(location, from.url);
  if (!url) return `The redirect to “${location.slice(0, 200)}” is not an address.`;
  if (url.protocol !== 'https:' && url.protocol !== from.url.protocol) {
    return `The redirect leads from ${from.url.protocol} to ${url.protocol}, which is not followed.`;
  }
  const becomesGet = status === 303 || (from.method === 'POST' && (status === 301 || status === 302));
  const sameOrigin = url.origin === from.url.origin;
  return {
    url,
    method: becomesGet && from.method !== 'HEAD' ? 'GET' : from.method,
    // Keys and passwords in headers are meant for the host they were written for.
    headers: sameOrigin ? from.headers : {},
    body: becomesGet ? undefined : from.body,
  };
}

function compare(
  answer: Answer,
  target: HttpTarget,
  { latencyMs, note }: { readonly latencyMs: number } & Pick<ProbeContext, 'note'>,
): ProbeResult {
  note?.({ kind: 'answer', text: answer.body.toString('utf8', 0, SHOWN_BYTES) });
  const broken = firstBroken(judgeAnswer(answer, target), note);
  if (broken) return failure(broken.cause, broken.detail, latencyMs, answer.timings);
  if (target.latencyLimitMs !== undefined && latencyMs > target.latencyLimitMs) {
    const detail = `The answer took ${latencyMs} ms, more than the limit of ${target.latencyLimitMs} ms.`;
    return failure('too-slow', detail, latencyMs, answer.timings);
  }
  return { ok: true, latencyMs, timings: answer.timings };
}

function failure(cause: ProbeCause, detail: string, latencyMs: number, timings: PhaseTimings): ProbeResult {
  return { ok: false, cause, detail, latencyMs, timings };
}
