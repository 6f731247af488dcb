import { setImmediate as letOthersRun, setTimeout as sleep } from 'node:timers/promises';
import { bringBackDueTimes } from '#commands/bring-back-due-times';
import { bringBackTimes } from '#commands/bring-back-times';
import { type ClaimedCheck, claimDueChecks } from '#commands/claim-due-checks';
import type { CommandContext } from '#commands/context';
import { dropWorker, keepWorker, type Worker } from '#commands/keep-worker';
import { noteConnection } from '#commands/note-connection';
import { releaseChecks } from '#commands/release-checks';
import { recheckDueAt } from '#domain/watching/due-times';
import { judgeProbe } from '#domain/watching/judge-probe';
import { isMistimed, isOwnDoing } from '#domain/watching/own-pause';
import type { ProbeContext } from '#jobs/probes/probe';
import { runCheck } from '#jobs/probes/run-check';
import type { SecretSources } from '#lib/check-secrets/complete-target';
import { hostOfStoredTarget } from '#lib/check-targets/host-of-target';
import type { Log } from '#lib/log';
import { CheckLanes, type PlannedCheck } from './check-lanes.ts';
import { LostTimeTeller } from './lost-time.ts';
import { OutcomeWriter } from './outcome-writer.ts';
import { OwnConnection } from './own-connection.ts';
import { type Clocks, PauseWatch } from './pause-watch.ts';
import type { Witnesses } from './witnesses.ts';

/** Claimed and not finished; what is more waits in the database, for any process. */
const MOST_CLAIMED = 6_000;
const CLAIM_AT_ONCE = 200;
/** Claimed that long before they are due, somewhat longer than from tick to tick, and started on the millisecond. */
const AHEAD_MS = 1_500;
/** On top of a check's own deadline: time to ask the witnesses and to write. */
const LEASE_GRACE_MS = 6_000;
/** What a process claimed is free when it has not said for so long that it lives; it says so at every claim, about once a second. */
const WORKER_LEASE_MS = 4_000;
const SAY_ALIVE_MS = 800;
/** One that found no place by then is given back, while its lease still lasts. */
const START_WITHIN_MS = 2_500;
const GIVE_BACK_AFTER_MS = 50;

const UNTIMED = { latencyMs: null, timings: null } as const;

export interface PollerSetup extends Pick<ProbeContext, 'policy' | 'resolve'>, SecretSources {
  readonly ctx: CommandContext;
  readonly log: Log;
  readonly signal: AbortSignal;
  readonly witnesses: Witnesses;
  /** Clocks of this process, for tests. */
  readonly clocks?: Clocks;
}

/** Runs due checks of this process: claims, probes, judges, and hands the outcomes to the writer. */
export class CheckPoller {
  readonly #setup: PollerSetup;
  readonly #lanes = new CheckLanes<PlannedClaim>();
  readonly #writer: OutcomeWriter;
  readonly #watch: PauseWatch;
  readonly #connection: OwnConnection;
  readonly #worker: Worker;
  readonly #lostTime: LostTimeTeller;
  #claiming = false;
  #aliveSaidAt = Number.NEGATIVE_INFINITY;
  #isBehind = false;
  #mayNeedMending = true;
  #givenBack: Promise<void> | undefined;
  readonly #unrun: ClaimedCheck[] = [];

  constructor(setup: PollerSetup) {
    this.#setup = setup;
    this.#writer = new OutcomeWriter(setup);
    this.#lostTime = new LostTimeTeller(setup);
    this.#connection = new OwnConnection({
      ...setup,
      now: setup.ctx.now,
      changed: (state) => noteConnection(setup.ctx, state),
    });
    this.#watch = new PauseWatch((disturbance) => {
      if (disturbance.steppedMs !== 0) this.#mayNeedMending = true;
      this.#lostTime.noteDisturbance(disturbance);
    }, setup.clocks);
    this.#worker = { workerId: setup.ctx.newId(), forMs: WORKER_LEASE_MS };
    const giveBackWaiting = (): void => {
      for (const check of this.#lanes.takeWaiting()) this.#giveBackSoon(check);
    };
    setup.signal.addEventListener('abort', giveBackWaiting, { once: true });
  }

  /** Claims every check that is due now or soon and for which there is room. */
  async tick(): Promise<void> {
    if (this.#claiming) return;
    this.#claiming = true;
    try {
      const { ctx } = this.#setup;
      await this.#mend();
      while (!this.#setup.signal.aborted) {
        await this.#sayAlive();
        if (this.isStuck) return this.#lostTime.noteStop();
        await this.#lostTime.noteGoingOn();
        const limit = Math.min(MOST_CLAIMED - this.#lanes.size - this.#writer.size, CLAIM_AT_ONCE);
        const [quickFull, slowFull] = [this.#lanes.isFull('quick'), this.#lanes.isFull('slow')];
        this.#isBehind = limit <= 0 || quickFull;
        if (limit <= 0 || (quickFull && slowFull)) return;
        const lane = quickFull ? 'slow' : slowFull ? 'quick' : undefined;
        const { workerId } = this.#worker;
        const claimed = await claimDueChecks(ctx, {
          limit,
          lane,
          aheadMs: AHEAD_MS,
          graceMs: LEASE_GRACE_MS,
          workerId,
        });
        if (this.#setup.signal.aborted) return await this.#giveBack(claimed);
        for (const check of claimed) this.#lanes.add(planned(check), ctx.now(), (due) => this.#run(due));
        if (claimed.length < limit) return;
        await letOthersRun();
      }
    } catch (error) {
      this.#lostTime.noteStop();
      throw error;
    } finally {
      this.#claiming = false;
    }
  }

  /** Whether results cannot be written: nothing more is claimed until they can. */
  get isStuck(): boolean {
    return this.#writer.isStuck;
  }

  /** Resolves once no probe runs and every outcome is written. */
  async settled(): Promise<void> {
    await this.#lanes.idle();
    await this.#writer.settled();
    await this.#givenBack;
    if (!this.#setup.signal.aborted) return;
    this.#watch.stop();
    await dropWorker(this.#setup.ctx, this.#worker);
  }

  /** However long claiming goes on: who is thought dead has its checks taken away. */
  async #sayAlive(): Promise<void> {
    const { ctx } = this.#setup;
    const at = ctx.now();
    // The clock may also have been set back.
    if (Math.abs(at - this.#aliveSaidAt) < SAY_ALIVE_MS) return;
    await keepWorker(ctx, this.#worker);
    this.#aliveSaidAt = at;
  }

  /** After a clock was set, here or before this process began, times in the database may be those of the wrong one. */
  async #mend(): Promise<void> {
    if (!this.#mayNeedMending) return;
    this.#mayNeedMending = false;
    const { ctx, log } = this.#setup;
    try {
      const mended = await bringBackDueTimes(ctx);
      if (mended > 0) log.warn({ checks: mended }, 'due times of another clock were set right');
      await bringBackTimes(ctx);
    } catch (error) {
      this.#mayNeedMending = true;
      throw error;
    }
  }

  /** Those of one moment together: each write of its own would hold up the others. */
  #giveBackSoon(check: ClaimedCheck): void {
    this.#unrun.push(check);
    if (this.#unrun.length > 1) return;
    const earlier = this.#givenBack;
    this.#givenBack = sleep(GIVE_BACK_AFTER_MS).then(async () => {
      await earlier;
      await this.#giveBack(this.#unrun.splice(0));
    });
  }

  async #giveBack(checks: readonly ClaimedCheck[], dueAt?: number): Promise<void> {
    const { ctx, log } = this.#setup;
    try {
      const leases = checks.map(({ id, leaseToken }) => ({ checkId: id, leaseToken }));
      await releaseChecks(ctx, { leases, ...(dueAt === undefined ? {} : { dueAt }) });
    } catch (error) {
      log.error({ err: error }, 'checks could not be given back');
    }
  }

  async #run(check: ClaimedCheck): Promise<void> {
    const { ctx, log, signal } = this.#setup;
    try {
      const now = ctx.now();
      if (now > check.startsAt + START_WITHIN_MS) return this.#giveBackSoon(check);
      // What a job said is judged as of when it was read.
      const at = check.heartbeat?.readAt ?? now;
      const before = this.#watch.look();
      const isRushed = this.#watch.isCatchingUp() && !check.heartbeat;
      const result = await runCheck(check, { ...this.#setup, stop: signal });
      const disturbance = this.#watch.since(before);
      if (!result.ok && result.cause === 'out-of-room') this.#lostTime.noteNoRoom(at);
      // A probe cut short by our own stop says nothing about its target.
      if (signal.aborted && !result.ok) return this.#giveBackSoon(check);
      if (isOwnDoing(result, disturbance, check.timeoutMs)) {
        return await this.#giveBack([check], recheckDueAt(check, ctx.now()));
      }
      const sample = judgeProbe(at, result, await this.#connection.stateFor(check, result));
      const { latencyMs, timings } = isRushed || isMistimed(disturbance, result, check.timeoutMs) ? UNTIMED : result;
      const why = result.ok ? { cause: null, detail: null } : { cause: result.cause, detail: result.detail };
      this.#writer.add({
        checkId: check.id,
        leaseToken: check.leaseToken,
        revision: check.revision,
        sample,
        latencyMs,
        timings,
        ...why,
        witnessedUntil: this.#connection.witnessedUntil,
      });
    } catch (error) {
      log.error({ err: error, check: check.slug }, 'check failed to run');
    } finally {
      if (this.#isBehind && !this.#lanes.isFull('quick')) this.#catchUp();
    }
  }

  #catchUp(): void {
    this.tick().catch((error: unknown) => this.#setup.log.error({ err: error }, 'due checks could not be claimed'));
  }
}

type PlannedClaim = ClaimedCheck & PlannedCheck;

function planned(check: ClaimedCheck): PlannedClaim {
  return { ...check, host: hostOfStoredTarget(check.target) };
}
