import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CommandContext } from '#commands/context';
import { notePlaceSeen } from '#commands/note-place-seen';
import { recordPlaceResults } from '#commands/record-place-results';
import { listAssignedChecks } from '#db/queries/assigned-checks';
import { findPlaceByToken, type Place } from '#db/queries/places';
import { DAY_MS } from '#domain/time';
import { addressGroup } from '#lib/address-group';
import type { SecretSources } from '#lib/check-secrets/complete-target';
import type { Log } from '#lib/log';
import {
  CLOCK_TOLERANCE_MS,
  LARGEST_REPORT_BYTES,
  PROBE_PATH,
  probeReport,
  SERVER_TIME_HEADER,
} from '#lib/probe-protocol';
import { hashToken } from '#lib/token';
import { CallLimits } from '../heartbeats/call-limits.ts';
import { readBody } from '../read-body.ts';
import { buildAssignment, tagOf } from './assignment.ts';
import { type ProbeAnswer, refuse, sendAnswer, tooMany } from './probe-answer.ts';

const BEARER = /^Bearer ([A-Za-z0-9_-]{43})$/;
const AGENT = /\boutage-ledger-probe\/([0-9A-Za-z.+-]{1,40})/;
/** An agent asks and tells every few seconds, and tells fast when it was cut off. */
const CALLS_OF_A_PLACE = { burst: 120, refillMs: 250, most: 1_000 };
/** Tokens that open nothing, tried from one address. */
const GUESSES = { burst: 30, refillMs: 2_000, most: 20_000 };

export interface ProbeApiSetup {
  readonly ctx: CommandContext;
  readonly log: Log;
  readonly secrets: SecretSources;
  readonly sampleRetentionDays: number;
}

export interface ProbeCaller {
  readonly pathname: string;
  readonly clientAddress: string;
}

/** Takes the calls of agents in other places: what they shall poll, and what they found. */
export class ProbeApi {
  readonly #setup: ProbeApiSetup;
  readonly #calls = new CallLimits(CALLS_OF_A_PLACE);
  readonly #guesses = new CallLimits(GUESSES);
  /** Hashes of tokens that opened something: whoever guesses behind the same proxy holds their agents up no more. */
  readonly #known = new Set<string>();

  constructor(setup: ProbeApiSetup) {
    this.#setup = setup;
  }

  static owns(pathname: string): boolean {
    return pathname.startsWith('/api/probe/');
  }

  async answer(req: IncomingMessage, res: ServerResponse, caller: ProbeCaller): Promise<void> {
    const answer = await this.#answerSafely(req, caller);
    const unread = req.readableEnded || req.method === 'GET' ? {} : { connection: 'close' };
    const time = { [SERVER_TIME_HEADER]: String(this.#setup.ctx.now()) };
    sendAnswer(res, { ...answer, headers: { ...time, ...unread, ...answer.headers } });
  }

  async #answerSafely(req: IncomingMessage, caller: ProbeCaller): Promise<ProbeAnswer> {
    try {
      return await this.#take(req, caller);
    } catch (error) {
      this.#setup.log.error({ err: error }, 'the call of a place could not be answered');
      return {
        ...refuse(503, 'unavailable', 'This cannot be taken right now. Call again.'),
        headers: { 'retry-after': '5' },
      };
    }
  }

  async #take(req: IncomingMessage, { pathname, clientAddress }: ProbeCaller): Promise<ProbeAnswer> {
    const task = TASKS.find(({ path }) => path === pathname);
    if (!task) return refuse(404, 'unknown-path', `This server speaks version 1 of the protocol, at ${PROBE_PATH}.`);
    if (req.method !== task.method) {
      return { ...refuse(405, 'method', `Call with ${task.method}.`), headers: { allow: task.method } };
    }
    const { ctx } = this.#setup;
    const hash = tokenHashOf(req);
    const caller = addressGroup(clientAddress);
    const isGuess = hash === undefined || !this.#known.has(hash);
    const waitMs = isGuess ? this.#guesses.take(caller, ctx.now()) : 0;
    if (waitMs > 0) return tooMany(waitMs);
    const place = hash === undefined ? undefined : await findPlaceByToken(ctx.db, hash);
    if (!place || hash === undefined) {
      if (hash !== undefined) this.#known.delete(hash);
      return refuse(401, 'token', 'No place has this token: it is wrong, or it was replaced or revoked.');
    }
    this.#known.add(hash);
    if (isGuess) this.#guesses.giveBack(caller);
    const busyMs = this.#calls.take(place.id, ctx.now());
    if (busyMs > 0) return tooMany(busyMs);
    return task.path === ASSIGNMENT.path ? this.#assign(req, place) : this.#record(req, place);
  }

  async #assign(req: IncomingMessage, place: Place): Promise<ProbeAnswer> {
    const { ctx, secrets, sampleRetentionDays } = this.#setup;
    await notePlaceSeen(ctx, { placeId: place.id, agentVersion: versionOf(req) });
    const checks = place.pausedAt === null ? await listAssignedChecks(ctx.db, place.id) : [];
    const body = buildAssignment({ place, checks, secrets, keptMs: sampleRetentionDays * DAY_MS });
    const etag = tagOf(body);
    const isKnown = req.headers['if-none-match'] === etag;
    return isKnown ? { status: 304, headers: { etag } } : { status: 200, body, headers: { etag } };
  }

  async #record(req: IncomingMessage, place: Place): Promise<ProbeAnswer> {
    const { ctx, sampleRetentionDays } = this.#setup;
    const body = await readBody(req, LARGEST_REPORT_BYTES);
    if (body.kind === 'too-large')
      return refuse(413, 'too-large', `Tell at most ${LARGEST_REPORT_BYTES >> 10} kB at once.`);
    const report = body.kind === 'read' ? probeReport.safeParse(parseJson(body.bytes)) : undefined;
    if (!report?.success) return refuse(400, 'malformed', sentenceOf(report?.error?.issues[0]));
    const { sentAt, waiting, results } = report.data;
    const now = ctx.now();
    if (Math.abs(now - sentAt) > CLOCK_TOLERANCE_MS) {
      const seconds = Math.round((sentAt - now) / 1_000);
      const message = `Its clock is ${Math.abs(seconds)} seconds ${seconds > 0 ? 'ahead' : 'behind'}: take the time from ${SERVER_TIME_HEADER}.`;
      return refuse(422, 'clock', message);
    }
    const told = { agentVersion: versionOf(req), clockOffsetMs: sentAt - now, waiting };
    await notePlaceSeen(ctx, { placeId: place.id, ...told });
    const answer = await recordPlaceResults(ctx, { place, results, keptFrom: now - sampleRetentionDays * DAY_MS });
    return { status: 200, body: answer };
  }
}

const ASSIGNMENT = { path: `${PROBE_PATH}/assignment`, method: 'GET' } as const;
const RESULTS = { path: `${PROBE_PATH}/results`, method: 'POST' } as const;
const TASKS = [ASSIGNMENT, RESULTS];

function tokenHashOf(req: IncomingMessage): string | undefined {
  const token = BEARER.exec(req.headers.authorization ?? '')?.[1];
  return token === undefined ? undefined : hashToken(token);
}

function versionOf(req: IncomingMessage): string | null {
  return AGENT.exec(req.headers['user-agent'] ?? '')?.[1] ?? null;
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

function sentenceOf(issue: { readonly path: PropertyKey[]; readonly message: string } | undefined): string {
  return `This is no report of results: ${issue ? `${issue.path.join('.') || 'the body'}: ${issue.message}` : 'it cannot be read'}`;
}
