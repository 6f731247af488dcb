import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CommandContext } from '#commands/context';
import { recordHeartbeat } from '#commands/record-heartbeat';
import { readHeartbeatCall } from '#domain/heartbeats/heartbeat-call';
import { addressGroup } from '#lib/address-group';
import type { Log } from '#lib/log';
import { hashToken } from '#lib/token';
import { answerPlainly } from '../plain-answer.ts';
import { CallLimits } from './call-limits.ts';
import { readCallFields } from './read-call-fields.ts';

const PATH = /^\/api\/heartbeat\/([A-Za-z0-9_-]{43})(?:\/(-?[a-z0-9]{1,10}))?$/;
const METHODS = ['GET', 'HEAD', 'POST'];

/** A job that calls more often than this is broken, or somebody replays its calls. */
const CALLS_OF_A_JOB = { burst: 20, refillMs: 3_000, most: 20_000 };
/** Addresses that open nothing, tried from one place. */
const GUESSES = { burst: 100, refillMs: 1_000, most: 20_000 };
const KNOWN_JOBS = 20_000;

export interface HeartbeatCaller {
  readonly pathname: string;
  readonly search: string;
  readonly clientAddress: string;
}

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const NOTHING: Answer = { status: 404, text: 'There is nothing here.' };

/** Takes the calls of jobs: `/api/heartbeat/<token>`, with `/start`, `/fail` or an exit code behind it. */
export class Heartbeats {
  readonly #ctx: CommandContext;
  readonly #log: Log;
  readonly #calls = new CallLimits(CALLS_OF_A_JOB);
  readonly #guesses = new CallLimits(GUESSES);
  /** Hashes of tokens that opened something: whoever guesses beside them, at one address or behind one proxy, holds them up no more. */
  readonly #known = new Set<string>();

  constructor({ ctx, log }: { readonly ctx: CommandContext; readonly log: Log }) {
    this.#ctx = ctx;
    this.#log = log;
  }

  /** Whether the address is one of a job's. */
  static owns(pathname: string): boolean {
    return pathname.startsWith('/api/heartbeat/');
  }

  async answer(req: IncomingMessage, res: ServerResponse, caller: HeartbeatCaller): Promise<void> {
    const { status, text, headers } = await this.#takeSafely(req, caller);
    const unread = req.method === 'POST' && !req.readableEnded ? { connection: 'close' } : {};
    answerPlainly(res, status, text, { 'referrer-policy': 'no-referrer', ...unread, ...headers });
  }

  /** The address holds a secret: what goes wrong is logged without it. */
  async #takeSafely(req: IncomingMessage, caller: HeartbeatCaller): Promise<Answer> {
    try {
      return await this.#take(req, caller);
    } catch (error) {
      this.#log.error({ err: error }, 'the call of a job could not be kept');
      return { status: 503, text: 'The call could not be kept. Call again.', headers: { 'retry-after': '5' } };
    }
  }

  async #take(req: IncomingMessage, { pathname, search, clientAddress }: HeartbeatCaller): Promise<Answer> {
    if (!METHODS.includes(req.method ?? '')) {
      return { status: 405, text: 'Call with GET, HEAD or POST.', headers: { allow: METHODS.join(', ') } };
    }
    if (isBrowser(req))
      return { status: 403, text: 'This address is for jobs: opened in a browser, it counts nothing.' };
    const [, token, suffix = ''] = PATH.exec(pathname) ?? [];
    const place = addressGroup(clientAddress);
    const isGuess = token === undefined || !this.#known.has(hashToken(token));
    const waitMs = isGuess ? this.#guesses.take(place, this.#ctx.now()) : 0;
    if (waitMs > 0) return tooMany(waitMs);
    const opened = token === undefined ? undefined : await this.#read(req, { token, suffix, search });
    if (token !== undefined) this.#remember(hashToken(token), opened !== undefined);
    if (opened && isGuess) this.#guesses.giveBack(place);
    return opened ?? NOTHING;
  }

  #remember(hash: string, opens: boolean): void {
    if (!opens) this.#known.delete(hash);
    else if (this.#known.size < KNOWN_JOBS) this.#known.add(hash);
  }

  async #read(
    req: IncomingMessage,
    { token, suffix, search }: { readonly token: string; readonly suffix: string; readonly search: string },
  ): Promise<Answer | undefined> {
    const waitMs = this.#calls.take(hashToken(token), this.#ctx.now());
    if (waitMs > 0) return tooMany(waitMs);
    const call = readHeartbeatCall(suffix, await readCallFields(req, search));
    const recorded = call && (await recordHeartbeat(this.#ctx, { token, call }));
    if (!recorded) return undefined;
    return recorded.paused
      ? { status: 200, text: 'ok, but this check is paused', headers: { 'x-heartbeat': 'paused' } }
      : { status: 200, text: 'ok', headers: { 'x-heartbeat': 'counted' } };
  }
}

/** Every browser says from which site a request comes; jobs do not. A link that somebody opens is no run of a job. */
function isBrowser(req: IncomingMessage): boolean {
  return req.headers['sec-fetch-site'] !== undefined;
}

function tooMany(waitMs: number): Answer {
  const seconds = String(Math.ceil(waitMs / 1_000));
  return { status: 429, text: 'Too many calls. Wait a little.', headers: { 'retry-after': seconds } };
}
