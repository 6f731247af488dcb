import { vi } from 'vitest';
import { bringBackDueTimes } from '#commands/bring-back-due-times';
import { type ClaimedCheck, claimDueChecks } from '#commands/claim-due-checks';
import type { CommandContext } from '#commands/context';
import { keepWorker } from '#commands/keep-worker';
import { noteConnection } from '#commands/note-connection';
import { pauseCheck } from '#commands/pause-check';
import { type RecordedOutcome, recordSamples } from '#commands/record-samples';
import { releaseChecks } from '#commands/release-checks';
import { resumeCheck } from '#commands/resume-check';
import { recheckDueAt } from '#domain/watching/due-times';
import { judgeProbe } from '#domain/watching/judge-probe';
import { isOwnDoing } from '#domain/watching/own-pause';
import { OwnConnection } from '#jobs/pollers/own-connection';
import { rollUpDue } from '#jobs/upkeep/roll-up';
import { createLog } from '#lib/log';
import type { TestClock } from '../context.ts';
import { Reality } from './reality.ts';
import { endOf, type Target, type World } from './world.ts';

/** One look at a target, and what was written of it. */
export interface Look {
  readonly checkId: string;
  readonly outcome: RecordedOutcome;
  /** When it was written, by the clock of that moment. */
  readonly writtenAt: number;
}

export interface Scene {
  readonly world: World;
  readonly checks: readonly { readonly id: string; readonly target: Target }[];
}

interface Probe {
  readonly check: ClaimedCheck;
  readonly target: Target;
  readonly startedAt: number;
  /** By our clock, which may be wrong. */
  readonly startedAtByClock: number;
  readonly stepsBefore: number;
  endsAt: number;
  pausedMs: number;
}

const WORKER_MS = 4_000;

/**
 * Lives through a world as one jobs process after the other would: claims what is due, asks, judges, writes and rolls up by the
 * commands of the product, while true time and our clock go each their way.
 */
export class Watcher {
  readonly looks: Look[] = [];
  /** Clock minus true time, from when on. */
  readonly offsets: { readonly from: number; readonly offset: number }[];
  readonly #ctx: CommandContext;
  readonly #clock: TestClock;
  readonly #scene: Scene;
  readonly #end: number;
  readonly #reality: Reality;
  readonly #targetOf: ReadonlyMap<string, Target>;
  readonly #log = createLog('silent');
  #at = 0;
  #steps = 0;
  #probes: Probe[] = [];
  #ready: { readonly outcome: RecordedOutcome; readonly since: number }[] = [];
  #connection: OwnConnection;
  #workerId: string;
  #telling: Promise<void> = Promise.resolve();
  #wakeAt: number[] = [];

  constructor({
    ctx,
    clock,
    scene,
  }: { readonly ctx: CommandContext; readonly clock: TestClock; readonly scene: Scene }) {
    this.#ctx = ctx;
    this.#clock = clock;
    this.#scene = scene;
    this.#end = endOf(scene.world);
    this.#reality = new Reality(scene.world);
    this.#targetOf = new Map(scene.checks.map(({ id, target }) => [id, target]));
    this.offsets = [{ from: 0, offset: clock.at }];
    this.#connection = this.#newConnection();
    this.#workerId = ctx.newId();
    this.#wakeAt = [0, this.#end, ...this.#turns()];
  }

  /** The moments at which something outside happens. */
  #turns(): number[] {
    const { clockSteps, pause } = this.#scene.world;
    return [
      ...this.#reality.watches.flatMap(({ startedAt, endedAt }) => [startedAt, endedAt, endedAt + WORKER_MS + 200]),
      ...clockSteps.map(({ atSecond }) => atSecond * 1_000),
      ...(pause ? [pause.fromSecond * 1_000, (pause.fromSecond + pause.seconds) * 1_000] : []),
      ...Array.from({ length: Math.floor(this.#end / 300_000) }, (_, index) => (index + 1) * 300_000),
    ];
  }

  async live(): Promise<void> {
    vi.useFakeTimers({ toFake: ['performance'] });
    try {
      const began = performance.now();
      for (;;) {
        vi.advanceTimersByTime(this.#at - (performance.now() - began));
        await this.#turn();
        if (this.#at >= this.#end) break;
        const next = await this.#next();
        this.#clock.at += next - this.#at;
        this.#at = next;
      }
    } finally {
      vi.useRealTimers();
    }
  }

  async #next(): Promise<number> {
    const { due } = await this.#ctx.db
      .selectFrom('healthCheck')
      .select((eb) => eb.fn.min('nextDueAt').as('due'))
      .where('archivedAt', 'is', null)
      .where('pausedAt', 'is', null)
      .where('leaseToken', 'is', null)
      .executeTakeFirstOrThrow();
    const dueAt = due === null ? this.#end : Math.max(this.#at + 1, this.#at + due - this.#clock.at);
    const written = this.#ready.map(({ since }) => since + this.#scene.world.lingerMs);
    const awake =
      this.#reality.weAt(this.#at) === 'are-away' || this.#reality.weAt(this.#at) === 'are-suspended'
        ? []
        : [dueAt, ...written];
    const moments = [...awake, ...this.#probes.map(({ endsAt }) => endsAt), ...this.#wakeAt];
    return Math.min(...moments.filter((at) => at > this.#at), this.#end);
  }

  async #turn(): Promise<void> {
    const before = this.#reality.weAt(this.#at - 1);
    const now = this.#reality.weAt(this.#at);
    await this.#stepClock();
    await this.#pauseOrResume();
    if (now === 'are-away') {
      if (before !== now) this.#die();
      return;
    }
    if (now === 'are-suspended') return this.#standStill();
    if (before === 'are-away' || before === 'are-suspended') await bringBackDueTimes(this.#ctx);
    await keepWorker(this.#ctx, { workerId: this.#workerId, forMs: WORKER_MS });
    await this.#finish();
    await this.#write();
    if (this.#at % 300_000 === 0) await rollUpDue({ ctx: this.#ctx, signal: new AbortController().signal });
    await this.#claim();
  }

  async #stepClock(): Promise<void> {
    const steps = this.#scene.world.clockSteps.filter(({ atSecond }) => atSecond * 1_000 === this.#at);
    if (steps.length === 0) return;
    for (const { byMs } of steps) this.#clock.at += byMs;
    this.#steps += steps.reduce((sum, { byMs }) => sum + byMs, 0);
    this.offsets.push({ from: this.#at, offset: this.#clock.at - this.#at });
    const we = this.#reality.weAt(this.#at);
    if (we !== 'are-away' && we !== 'are-suspended') await bringBackDueTimes(this.#ctx);
  }

  async #pauseOrResume(): Promise<void> {
    const { pause } = this.#scene.world;
    const [first] = this.#scene.checks;
    if (!pause || !first) return;
    const row = this.#ctx.db
      .selectFrom('healthCheck')
      .select(['id', 'revision', 'pausedAt'])
      .where('id', '=', first.id);
    const { revision, pausedAt } = await row.executeTakeFirstOrThrow();
    const change = { checkId: first.id, revision };
    if (this.#at === pause.fromSecond * 1_000 && pausedAt === null) {
      await pauseCheck(this.#ctx, { ...change, reason: 'Somebody works on it.' });
    }
    if (this.#at === (pause.fromSecond + pause.seconds) * 1_000 && pausedAt !== null) {
      await resumeCheck(this.#ctx, change);
    }
  }

  /** Killed: what was under way or waited to be written is lost. */
  #die(): void {
    this.#probes = [];
    this.#ready = [];
    this.#connection = this.#newConnection();
    this.#workerId = this.#ctx.newId();
  }

  /** Whatever came while we stood still is looked at when we go on, deadlines first. */
  #standStill(): void {
    const stretch = this.#reality.stretchAt(this.#at);
    if (!stretch || stretch.startedAt !== this.#at) return;
    for (const probe of this.#probes) {
      probe.endsAt = Math.max(probe.endsAt, stretch.endedAt);
      probe.pausedMs += stretch.endedAt - stretch.startedAt;
    }
  }

  async #claim(): Promise<void> {
    const claimed = await claimDueChecks(this.#ctx, { limit: 1_000, graceMs: 6_000, workerId: this.#workerId });
    for (const check of claimed) {
      const target = this.#targetOf.get(check.id);
      if (!target) continue;
      this.#probes.push({
        ...{ check, target, startedAt: this.#at, startedAtByClock: this.#clock.at, stepsBefore: this.#steps },
        ...{ endsAt: this.#at + this.#reality.durationOf(target, this.#at), pausedMs: 0 },
      });
    }
  }

  async #finish(): Promise<void> {
    const done = this.#probes.filter(({ endsAt }) => endsAt <= this.#at);
    this.#probes = this.#probes.filter(({ endsAt }) => endsAt > this.#at);
    for (const probe of done) await this.#judge(probe);
  }

  async #judge(probe: Probe): Promise<void> {
    const { check, startedAtByClock: at } = probe;
    const result = this.#reality.resultOf(probe, this.#at);
    const disturbance = { pausedMs: probe.pausedMs, steppedMs: this.#steps - probe.stepsBefore };
    if (isOwnDoing(result, disturbance, check.timeoutMs)) {
      const dueAt = recheckDueAt(check, this.#ctx.now());
      return releaseChecks(this.#ctx, { leases: [{ checkId: check.id, leaseToken: check.leaseToken }], dueAt });
    }
    const sample = judgeProbe(at, result, await this.#connection.stateFor(check, result));
    await this.#telling;
    const why = result.ok ? { cause: null, detail: null } : { cause: result.cause, detail: result.detail };
    const { witnessedUntil } = this.#connection;
    const { id: checkId, leaseToken } = check;
    const latencyMs = result.ok ? result.latencyMs : null;
    this.#ready.push({ outcome: { checkId, leaseToken, sample, latencyMs, ...why, witnessedUntil }, since: this.#at });
  }

  async #write(): Promise<void> {
    const { lingerMs } = this.#scene.world;
    if (!this.#ready.some(({ since }) => since + lingerMs <= this.#at)) return;
    const outcomes = this.#ready.splice(0).map(({ outcome }) => outcome);
    await recordSamples(this.#ctx, { outcomes });
    for (const outcome of outcomes) {
      this.looks.push({ checkId: outcome.checkId, outcome, writtenAt: this.#clock.at });
    }
  }

  #newConnection(): OwnConnection {
    return new OwnConnection({
      ...{ log: this.#log, now: this.#clock.now, witnesses: this.#reality.witnesses(() => this.#at) },
      changed: (state) => {
        this.#telling = noteConnection(this.#ctx, state);
        return this.#telling;
      },
    });
  }
}
