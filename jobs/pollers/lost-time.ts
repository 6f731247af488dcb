import type { CommandContext } from '#commands/context';
import { type LostTime, noteLongStop, noteTimeLost } from '#commands/note-time-lost';
import type { Disturbance } from '#domain/watching/own-pause';
import type { Log } from '#lib/log';

/** Worth a line in the log. */
const NOTABLE_PAUSE_MS = 1_000;
/** Worth a mail. */
const TOLD_PAUSE_MS = 30_000;
/** That this machine has no room left is told that often at most, however many checks find none. */
const ROOM_TOLD_MS = 60_000;

/** Tells operators of the time in which this process, or nobody, could measure. */
export class LostTimeTeller {
  readonly #ctx: CommandContext;
  readonly #log: Log;
  /** At first, and after the database could not be reached: nobody may have run the checks meanwhile. */
  #mayHaveStopped = true;
  #roomToldAt = Number.NEGATIVE_INFINITY;

  constructor({ ctx, log }: { readonly ctx: CommandContext; readonly log: Log }) {
    this.#ctx = ctx;
    this.#log = log;
  }

  noteDisturbance({ pausedMs, steppedMs }: Disturbance): void {
    if (pausedMs < NOTABLE_PAUSE_MS && Math.abs(steppedMs) < NOTABLE_PAUSE_MS) return;
    const noticed = { pausedMs: Math.round(pausedMs), steppedMs: Math.round(steppedMs) };
    this.#log.warn(noticed, 'this process stood still or its clock was set: failures of that time do not count');
    const lostMs = Math.max(pausedMs, Math.abs(steppedMs));
    if (lostMs < TOLD_PAUSE_MS) return;
    const until = this.#ctx.now();
    const cause = Math.abs(steppedMs) > pausedMs ? 'clock-set' : 'stood-still';
    this.#tell({ cause, since: Math.round(until - (cause === 'clock-set' ? steppedMs : pausedMs)), until });
  }

  noteNoRoom(at: number): void {
    if (performance.now() - this.#roomToldAt < ROOM_TOLD_MS) return;
    this.#roomToldAt = performance.now();
    this.#log.error('no free files, ports or memory are left to run checks: their time is unknown');
    this.#tell({ cause: 'out-of-room', since: at, until: at });
  }

  /** Nothing can be claimed now. */
  noteStop(): void {
    this.#mayHaveStopped = true;
  }

  /** Something can be claimed, for the first time or again: operators hear if nobody ran the checks for long. */
  async noteGoingOn(): Promise<void> {
    if (!this.#mayHaveStopped) return;
    await noteLongStop(this.#ctx);
    this.#mayHaveStopped = false;
  }

  #tell(lost: LostTime): void {
    noteTimeLost(this.#ctx, lost).catch((error: unknown) =>
      this.#log.error({ err: error }, 'operators could not be told of lost time'),
    );
  }
}
