import { type ClaimedCheck, claimDueChecks } from '#commands/claim-due-checks';
import type { CommandContext } from '#commands/context';
import { noteConnection } from '#commands/note-connection';
import { releaseChecks } from '#commands/release-checks';
import { isMeasured, judgeProbe } from '#domain/watching/judge-probe';
import type { ProbeResult } from '#domain/watching/probe-result';
import type { ProbeContext } from '#jobs/probes/probe';
import { runCheck } from '#jobs/probes/run-check';
import type { SecretSources } from '#lib/check-secrets/complete-target';
import type { Log } from '#lib/log';
import { CheckLanes } from './check-lanes.ts';
import { OutcomeWriter } from './outcome-writer.ts';
import type { Witnesses } from './witnesses.ts';

/** Claimed and not finished; what is more waits in the database, for any process. */
const MOST_CLAIMED = 3_000;
const CLAIM_AT_ONCE = 200;
/** Claimed that long before they are due, somewhat longer than from tick to tick, and started on the millisecond. */
const AHEAD_MS = 1_500;
/** On top of a check's own deadline: time to ask the witnesses and to write, and what others wait when this process dies. */
const LEASE_GRACE_MS = 6_000;
/** One that found no place by then is given back, while its lease still lasts. */
const START_WITHIN_MS = 1_500;
/** An older answer of the witnesses will do for a failure that confirms nothing: it can still be set right. */
const WITNESS_AGE_MS = 5_000;

export interface PollerSetup extends Pick<ProbeContext, 'policy' | 'resolve'>, SecretSources {
  readonly ctx: CommandContext;
  readonly log: Log;
  readonly signal: AbortSignal;
  readonly witnesses: Witnesses;
}

/** Runs due checks of this process: claims, probes, judges, and hands the outcomes to the writer. */
export class CheckPoller {
  readonly #setup: PollerSetup;
  readonly #lanes = new CheckLanes();
  readonly #writer: OutcomeWriter;
  #claiming = false;
  #isBehind = false;
  #givenBack: Promise<void> | undefined;
  /** Undefined until the first answer: an earlier process may have ended while it was cut off. */
  #connection: 'working' | 'lost' | undefined;

  constructor(setup: PollerSetup) {
    this.#setup = setup;
    this.#writer = new OutcomeWriter(setup);
    const giveBackWaiting = (): void => {
      this.#givenBack = this.#giveBack(this.#lanes.takeWaiting());
    };
    setup.signal.addEventListener('abort', giveBackWaiting, { once: true });
  }

  /** Claims every check that is due now or soon and for which there is room. */
  async tick(): Promise<void> {
    if (this.#claiming) return;
    this.#claiming = true;
    try {
      while (!this.#setup.signal.aborted) {
        const limit = Math.min(this.#room(), CLAIM_AT_ONCE);
        this.#isBehind = limit === 0;
        if (this.#isBehind) return;
        const { ctx } = this.#setup;
        const claimed = await claimDueChecks(ctx, { limit, aheadMs: AHEAD_MS, graceMs: LEASE_GRACE_MS });
        if (this.#setup.signal.aborted) return await this.#giveBack(claimed);
        for (const check of claimed) this.#lanes.add(check, ctx.now(), (due) => this.#run(due));
        if (claimed.length < limit) return;
      }
    } finally {
      this.#claiming = false;
    }
  }

  /** Resolves once no probe runs and every outcome is written. */
  async settled(): Promise<void> {
    await this.#lanes.idle();
    await this.#writer.settled();
    await this.#givenBack;
  }

  #room(): number {
    return MOST_CLAIMED - this.#lanes.size;
  }

  async #giveBack(checks: readonly ClaimedCheck[]): Promise<void> {
    const { ctx, log } = this.#setup;
    try {
      await releaseChecks(ctx, { leases: checks.map(({ id, leaseToken }) => ({ checkId: id, leaseToken })) });
    } catch (error) {
      log.error({ err: error }, 'checks could not be given back');
    }
  }

  async #run(check: ClaimedCheck): Promise<void> {
    const { ctx, log, signal } = this.#setup;
    try {
      const at = ctx.now();
      if (at > check.startsAt + START_WITHIN_MS) return await this.#giveBack([check]);
      const result = await runCheck(check, { ...this.#setup, stop: signal });
      // A probe cut short by our own stop says nothing about its target.
      if (signal.aborted && !result.ok) return await this.#giveBack([check]);
      const sample = judgeProbe(at, result, await this.#ownConnection(check, result));
      const { latencyMs } = result;
      const why = result.ok ? { cause: null, detail: null } : { cause: result.cause, detail: result.detail };
      this.#writer.add({ checkId: check.id, leaseToken: check.leaseToken, sample, latencyMs, ...why });
    } catch (error) {
      log.error({ err: error, check: check.slug }, 'check failed to run');
    } finally {
      if (this.#isBehind && this.#room() >= MOST_CLAIMED / 10) this.#catchUp();
    }
  }

  #catchUp(): void {
    this.tick().catch((error: unknown) => this.#setup.log.error({ err: error }, 'due checks could not be claimed'));
  }

  /** Asked only when something failed, and afresh when the failure would confirm an outage. */
  async #ownConnection(check: ClaimedCheck, result: ProbeResult): Promise<'working' | 'lost'> {
    if (this.#connection !== 'lost' && (result.ok || !isMeasured(result))) {
      if (result.ok) this.#tellOperators('working');
      return 'working';
    }
    const confirms = !result.ok && check.state !== 'down' && check.failureCount + 1 >= check.failAfter;
    const connection = await this.#setup.witnesses.ask(performance.now() - (confirms ? 0 : WITNESS_AGE_MS));
    this.#tellOperators(connection);
    return connection;
  }

  #tellOperators(connection: 'working' | 'lost'): void {
    if (connection === this.#connection) return;
    const { ctx, log } = this.#setup;
    if (connection === 'lost') log.warn('our own connection is lost: no witness answers, failures count as unknown');
    else if (this.#connection === 'lost') log.info('our own connection works again');
    this.#connection = connection;
    noteConnection(ctx, connection).catch((error: unknown) =>
      log.error({ err: error }, 'operators could not be told of the connection'),
    );
  }
}
