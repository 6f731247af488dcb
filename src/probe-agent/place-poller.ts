import { type CheckState, detectOutage, isInDoubt, NO_COUNTS } from '#domain/watching/detect-outage';
import { firstDueAt, nextDueAt, recheckDueAt } from '#domain/watching/due-times';
import { judgeProbe } from '#domain/watching/judge-probe';
import { type Disturbance, isMistimed, isOwnDoing } from '#domain/watching/own-pause';
import type { ProbeResult } from '#domain/watching/probe-result';
import { CheckLanes, type PlannedCheck } from '#jobs/pollers/check-lanes';
import { OwnConnection } from '#jobs/pollers/own-connection';
import { PauseWatch } from '#jobs/pollers/pause-watch';
import type { Witnesses } from '#jobs/pollers/witnesses';
import { misconfigured, type ProbeSetup, probe } from '#jobs/probes/probe';
import { hostOfTarget } from '#lib/check-targets/host-of-target';
import type { Log } from '#lib/log';
import type { AssignedCheck, ProbeAssignment, WireResult } from '#lib/probe-protocol';
import type { ServerClock } from './server-clock.ts';

/** Planned somewhat longer ahead than from tick to tick, and started on the millisecond. */
const AHEAD_MS = 750;
const STEP_MS = 1_000;
/** Places look at the same check at different times of its interval. */
const PLACE_STRIDE = 7_919;

export interface PlacePollerSetup extends Pick<ProbeSetup, 'policy' | 'resolve'> {
  readonly log: Log;
  readonly signal: AbortSignal;
  readonly clock: ServerClock;
  readonly witnesses: Witnesses;
  readonly take: (result: WireResult) => void;
}

/** A check with what its place remembers of it; the server judges by itself, this only tells when to look again. */
interface Watched {
  check: AssignedCheck;
  state: CheckState;
  dueAt: number;
  isPlanned: boolean;
  lastLatencyMs: number | null;
}

interface Planned extends PlannedCheck {
  readonly watched: Watched;
}

/** Polls the share of a place: plans, probes, judges whether it was our own fault, and hands the results on. */
export class PlacePoller {
  readonly #setup: PlacePollerSetup;
  readonly #lanes = new CheckLanes<Planned>();
  readonly #watch: PauseWatch;
  readonly #connection: OwnConnection;
  readonly #watched = new Map<string, Watched>();
  #placeNo = 0;

  constructor(setup: PlacePollerSetup) {
    this.#setup = setup;
    this.#watch = new PauseWatch((disturbance) => this.#noteDisturbance(disturbance));
    this.#connection = new OwnConnection({ ...setup, changed: async () => undefined });
    setup.signal.addEventListener('abort', () => void this.#lanes.takeWaiting(), { once: true });
  }

  /** Polls these checks from now on, and no others. */
  assign({ place, checks }: Pick<ProbeAssignment, 'place' | 'checks'>): void {
    this.#placeNo = place.no;
    const ids = new Set(checks.map(({ id }) => id));
    for (const id of this.#watched.keys()) if (!ids.has(id)) this.#watched.delete(id);
    for (const check of checks) {
      const known = this.#watched.get(check.id);
      if (known) known.check = check;
      else this.#watched.set(check.id, this.#newlyWatched(check));
    }
  }

  /** Starts what is due now or soon. */
  tick(): void {
    const now = this.#setup.clock.now();
    if (now === undefined || this.#setup.signal.aborted) return;
    for (const watched of this.#watched.values()) {
      if (watched.isPlanned || watched.dueAt > now + AHEAD_MS) continue;
      watched.isPlanned = true;
      const startsAt = Math.max(watched.dueAt, now);
      const { check, lastLatencyMs } = watched;
      const planned = { watched, startsAt, lastLatencyMs, kind: check.kind, host: hostOfTarget(check.target) };
      this.#lanes.add(planned, now, (due) => this.#run(due));
    }
  }

  /** Resolves once no probe runs. */
  async settled(): Promise<void> {
    await this.#lanes.idle();
    this.#watch.stop();
  }

  #newlyWatched(check: AssignedCheck): Watched {
    const state = { ...UNSEEN, stateSince: this.#setup.clock.now() ?? 0 };
    const dueAt = firstDueAt({ ...check, no: this.#phaseOf(check) }, this.#setup.clock.now() ?? 0);
    return { check, state, dueAt, isPlanned: false, lastLatencyMs: null };
  }

  #phaseOf({ no }: AssignedCheck): number {
    return no + this.#placeNo * PLACE_STRIDE;
  }

  async #run({ watched }: Planned): Promise<void> {
    const { clock, log } = this.#setup;
    const { check } = watched;
    try {
      const at = clock.now();
      // It was taken away while it waited, or its time could not be told.
      if (at === undefined || this.#watched.get(check.id) !== watched) return;
      const isOurs = await this.#look(watched, Math.max(at, (watched.state.lastSampleAt ?? 0) + 1));
      const now = clock.now() ?? at;
      const due = { ...check, no: this.#phaseOf(check) };
      watched.dueAt = isOurs || isInDoubt(watched.state) ? recheckDueAt(due, now) : nextDueAt(due, now);
    } catch (error) {
      log.error({ err: error, check: check.id }, 'check failed to run');
    } finally {
      watched.isPlanned = false;
    }
  }

  /** Whether the look says nothing because of us, and is to be made again. */
  async #look(watched: Watched, at: number): Promise<boolean> {
    const { signal, clock, take } = this.#setup;
    const { check } = watched;
    const before = this.#watch.look();
    const isRushed = this.#watch.isCatchingUp();
    const result = await this.#probe(check);
    const disturbance = this.#watch.since(before);
    if ((signal.aborted && !result.ok) || clock.now() === undefined) return true;
    if (isOwnDoing(result, disturbance, check.timeoutMs)) return true;
    const ownConnection = await this.#connection.stateFor({ ...check, ...watched.state, id: check.id }, result);
    const sample = judgeProbe(at, result, ownConnection);
    watched.state = detectOutage(watched.state, sample, check).check;
    watched.lastLatencyMs = result.latencyMs;
    const latencyMs = isRushed || isMistimed(disturbance, result, check.timeoutMs) ? null : result.latencyMs;
    const why = result.ok ? { cause: null, detail: null } : { cause: result.cause, detail: result.detail };
    take({ checkId: check.id, ...sample, latencyMs: latencyMs === null ? null : Math.round(latencyMs), ...why });
    return false;
  }

  async #probe({ kind, target, problem, timeoutMs }: AssignedCheck): Promise<ProbeResult> {
    if (target === null) return misconfigured(problem ?? 'The server could not say what to ask.');
    const { policy, resolve, signal } = this.#setup;
    return probe(
      { kind, target: JSON.stringify(target), timeoutMs },
      { policy, stop: signal, ...(resolve ? { resolve } : {}) },
    );
  }

  /** After a sleep, or once the clock was set, nothing can be dated until the server tells the time again. */
  #noteDisturbance({ pausedMs, steppedMs }: Disturbance): void {
    if (Math.abs(steppedMs) < STEP_MS) return;
    const { clock, log } = this.#setup;
    clock.doubt();
    const noticed = { pausedMs: Math.round(pausedMs), steppedMs: Math.round(steppedMs) };
    log.warn(noticed, 'this machine slept or its clock was set: nothing is measured until the server tells the time');
  }
}

const UNSEEN: CheckState = {
  ...{ state: 'unknown', stateSince: 0, ...NO_COUNTS },
  ...{ lastSampleAt: null, lastUpAt: null, blindSince: null },
};
