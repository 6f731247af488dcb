import type { z } from 'zod';
import {
  PROBE_PATH,
  type ProbeAssignment,
  type ProbeReport,
  probeAssignment,
  probeRefusal,
  reportAnswer,
  SERVER_TIME_HEADER,
} from '#lib/probe-protocol';
import type { ServerClock } from './server-clock.ts';

const ANSWER_WITHIN_MS = 15_000;

export type LinkAnswer<T> =
  | { readonly kind: 'answer'; readonly body: T; readonly etag: string | null }
  | { readonly kind: 'unchanged' }
  /** The server is there and says no, in its own words. */
  | { readonly kind: 'refused'; readonly status: number; readonly code: string; readonly sentence: string }
  | { readonly kind: 'away'; readonly sentence: string; readonly retryAfterMs: number };

export interface LinkSetup {
  readonly server: string;
  readonly token: string;
  readonly version: string;
  readonly clock: ServerClock;
}

/** Calls the server; nothing it does or fails to do throws. */
export class ServerLink {
  readonly #setup: LinkSetup;

  constructor(setup: LinkSetup) {
    this.#setup = setup;
  }

  getAssignment(etag: string | null, signal: AbortSignal): Promise<LinkAnswer<ProbeAssignment>> {
    const headers: Record<string, string> = etag === null ? {} : { 'if-none-match': etag };
    return this.#call('assignment', { schema: probeAssignment, signal, init: { headers } });
  }

  tell(report: ProbeReport, signal: AbortSignal): Promise<LinkAnswer<z.output<typeof reportAnswer>>> {
    const headers = { 'content-type': 'application/json' };
    const init = { method: 'POST', headers, body: JSON.stringify(report) };
    return this.#call('results', { schema: reportAnswer, signal, init });
  }

  async #call<S extends z.ZodType>(
    what: string,
    { schema, signal, init }: { readonly schema: S; readonly signal: AbortSignal; readonly init: RequestInit },
  ): Promise<LinkAnswer<z.output<S>>> {
    const { server, token, version, clock } = this.#setup;
    const askedAt = performance.now();
    try {
      const response = await fetch(`${server}${PROBE_PATH}/${what}`, {
        ...init,
        headers: { ...init.headers, authorization: `Bearer ${token}`, 'user-agent': `outage-ledger-probe/${version}` },
        // The token goes to this server and to no other.
        redirect: 'manual',
        signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
      });
      const serverTime = Number(response.headers.get(SERVER_TIME_HEADER) ?? Number.NaN);
      if (Number.isSafeInteger(serverTime)) clock.read({ serverTime, askedAt, answeredAt: performance.now() });
      if (response.status === 304) return { kind: 'unchanged' };
      const body: unknown = await response.json().catch(() => undefined);
      return response.ok ? readAnswer(schema, body, response) : readRefusal(body, response);
    } catch (error) {
      return { kind: 'away', sentence: `${server} cannot be reached: ${reasonOf(error)}.`, retryAfterMs: 0 };
    }
  }
}

function readAnswer<S extends z.ZodType>(schema: S, body: unknown, response: Response): LinkAnswer<z.output<S>> {
  const read = schema.safeParse(body);
  if (read.success) return { kind: 'answer', body: read.data, etag: response.headers.get('etag') };
  const sentence =
    'What the server answered is of another version: start the agent of the version that the server has.';
  return { kind: 'refused', status: response.status, code: 'version', sentence };
}

function readRefusal(body: unknown, { status, headers }: Response): LinkAnswer<never> {
  const refusal = probeRefusal.safeParse(body);
  const retryAfterMs = 1_000 * Number(headers.get('retry-after') ?? 0) || 0;
  if (status >= 500 || status === 429 || status === 408) {
    return { kind: 'away', sentence: refusal.data?.message ?? `The server answered with ${status}.`, retryAfterMs };
  }
  if (refusal.success) return { kind: 'refused', status, code: refusal.data.code, sentence: refusal.data.message };
  const where = headers.get('location');
  const sentence =
    where === null
      ? `The server answered with ${status}, but not as Outage Ledger does: is the address right, and its version new enough?`
      : `The server sends on to ${where}: start the agent with the address where the product is.`;
  return { kind: 'refused', status, code: 'not-ours', sentence };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${ANSWER_WITHIN_MS / 1_000} seconds`;
  const cause = error.cause instanceof Error ? error.cause : error;
  return 'code' in cause && typeof cause.code === 'string' ? `${cause.message || cause.code}` : cause.message;
}
