import { setTimeout as sleep } from 'node:timers/promises';
import { bringBackDueTimes } from '#commands/bring-back-due-times';
import { changeCheck } from '#commands/change-check';
import { type CommandContext, isDomainError } from '#commands/context';
import { createCheck } from '#commands/create-check';
import { deleteCheck } from '#commands/delete-check';
import { makeHeartbeatAddress } from '#commands/make-heartbeat-address';
import { noteConnection } from '#commands/note-connection';
import { noteSilentPlaces } from '#commands/note-silent-places';
import { pauseCheck } from '#commands/pause-check';
import { publishHeldIncidents } from '#commands/publish-held-incidents';
import { recordHeartbeat } from '#commands/record-heartbeat';
import { resolveQuietIncidents } from '#commands/resolve-quiet-incidents';
import { resumeCheck } from '#commands/resume-check';
import { type Connection, connect } from '#db/connect';
import type { HealthCheck } from '#db/queries/checks';
import type { Actor } from '#domain/actor';
import { DAY_MS } from '#domain/time';
import { DEFAULT_SETTINGS } from '#domain/watching/check-settings';
import { prune } from '#jobs/upkeep/prune';
import { rollUpDue } from '#jobs/upkeep/roll-up';
import { createCheckBox } from '#lib/check-secrets/check-box';
import { newId } from '#lib/new-id';
import type { TestClock } from './context.ts';
import type { HeartbeatScene } from './heartbeats.ts';
import { type SharedCheck, tell } from './places.ts';
import { racingPoller } from './racing-poller.ts';
import { config } from './upkeep.ts';

export interface Scene {
  readonly serviceIds: readonly string[];
  readonly shared: readonly SharedCheck[];
  readonly heartbeats: readonly HeartbeatScene[];
}

type Work = (ctx: CommandContext) => Promise<unknown>;

const LASTS_MS = 2_500;
/** So much faster than time runs the clock of the race, so that checks are due again and again. */
const FASTER = 120;
const OPERATOR: Actor = { kind: 'operator', id: 'ann', name: 'Ann', roles: ['incidents'] };
const SETTINGS = { ...DEFAULT_SETTINGS, name: 'Web', failAfter: 1, recoverAfter: 1, timeoutMs: 5_000 };
const box = createCheckBox(['a key of the tests with many letters']);
const { signal } = new AbortController();

/** Lets everything that watches run on connections of its own for a while; what was refused in a sentence is no error. */
export async function raceForAWhile(
  url: string,
  { clock, scene }: { readonly clock: TestClock; readonly scene: Scene },
): Promise<{ readonly errors: readonly string[]; readonly endedAt: number }> {
  const begun = performance.now();
  const now = (): number => Math.floor(clock.at + (performance.now() - begun) * FASTER);
  const errors: string[] = [];
  const connections: Connection[] = [];
  const runAgain = async ([name, work]: readonly [string, Work]): Promise<void> => {
    const connection = connect(url, { busyTimeoutMs: 5 });
    connections.push(connection);
    const ctx = { db: connection.db, now, newId, actor: OPERATOR };
    while (performance.now() < begun + LASTS_MS) {
      await work(ctx).catch((error: unknown) => {
        if (!isDomainError(error)) errors.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
      });
      await sleep(4 * Math.random());
    }
  };
  await Promise.all([...pollers(), ...operators(scene), ...callers(scene), ...upkeep()].map(runAgain));
  for (const connection of connections) await connection.close();
  return { errors, endedAt: now() };
}

const pollers = (): (readonly [string, Work])[] =>
  ['a', 'b', 'c'].map((workerId) => ['poll', racingPoller(workerId)] as const);

/** One of them by chance. */
export function oneOf<T>(list: readonly [T, ...T[]] | readonly T[]): T {
  const one = list[Math.floor(Math.random() * list.length)];
  if (one === undefined) throw new Error('There is none to choose.');
  return one;
}

async function anyCheck({ db }: CommandContext): Promise<HealthCheck> {
  const running = db.selectFrom('healthCheck').selectAll().where('archivedAt', 'is', null);
  return oneOf(await running.where('kind', '=', 'http').execute());
}

function operators({ serviceIds }: Scene): (readonly [string, Work])[] {
  const change: Work = async (ctx) => {
    const { id: checkId, revision } = await anyCheck(ctx);
    const settings = { ...SETTINGS, intervalMs: oneOf([10_000, 30_000]) };
    const url = oneOf(['https://mail.example/', 'https://mail.example/health']);
    await changeCheck(ctx, { checkId, revision, settings, target: { url }, dropped: [], box });
  };
  const pause: Work = async (ctx) => {
    const { id: checkId, revision, pausedAt } = await anyCheck(ctx);
    if (pausedAt === null) await pauseCheck(ctx, { checkId, revision, reason: 'Tests' });
    else await resumeCheck(ctx, { checkId, revision });
  };
  const replace: Work = async (ctx) => {
    const target = { url: 'https://mail.example/' };
    await createCheck(ctx, { serviceId: oneOf(serviceIds), kind: 'http', settings: SETTINGS, target, box });
    const { id: checkId, revision } = await anyCheck(ctx);
    await deleteCheck(ctx, { checkId, revision });
  };
  return [
    ['change', change],
    ['pause', pause],
    ['pause', pause],
    ['replace', replace],
  ];
}

function callers({ shared, heartbeats }: Scene): (readonly [string, Work])[] {
  const tokens = heartbeats.map(({ token }) => token);
  const call: Work = (ctx) =>
    recordHeartbeat(ctx, {
      token: oneOf(tokens),
      call: { event: oneOf(['fail', 'success'] as const), exitCode: null, durationMs: null, message: null },
    });
  const readdress: Work = async (ctx) => {
    const { checkId } = oneOf(heartbeats);
    const { path } = await makeHeartbeatAddress(ctx, { checkId });
    const which = heartbeats.findIndex((heartbeat) => heartbeat.checkId === checkId);
    tokens[which] = path.slice(path.lastIndexOf('/') + 1);
  };
  const report: Work = (ctx) => {
    const { checkId, places } = oneOf(shared);
    const states = [oneOf(['up', 'down', 'down', 'unknown'] as const)];
    return tell(ctx, { checkId, placeId: places[1] ?? '', at: ctx.now() - 2_000, states });
  };
  return [
    ['call', call],
    ['call', call],
    ['readdress', readdress],
    ['report', report],
  ];
}

function upkeep(): (readonly [string, Work])[] {
  const lookForSilence: Work = async (ctx) => {
    const seenAt = ctx.now();
    const span = { id: newId(), kind: 'listening', startedAt: seenAt - DAY_MS, seenAt } as const;
    await ctx.db.insertInto('listeningSpan').values(span).execute();
    await noteSilentPlaces(ctx);
  };
  const tellIncidents: Work = async (ctx) => {
    await publishHeldIncidents(ctx);
    await resolveQuietIncidents(ctx);
  };
  return [
    ['roll-up', (ctx) => rollUpDue({ ctx, signal })],
    ['roll-up', (ctx) => rollUpDue({ ctx, signal })],
    ['prune', (ctx) => prune({ ctx, config: config(), signal })],
    ['due-times', bringBackDueTimes],
    ['silence', lookForSilence],
    ['connection', (ctx) => noteConnection(ctx, oneOf(['lost', 'working'] as const))],
    ['incidents', tellIncidents],
  ];
}
