import { type ClaimedCheck, claimDueChecks } from '#commands/claim-due-checks';
import type { CommandContext } from '#commands/context';
import { keepWorker } from '#commands/keep-worker';
import { type RecordedOutcome, recordSamples } from '#commands/record-samples';
import { releaseChecks } from '#commands/release-checks';
import { HOUR_MS } from '#domain/time';

const chance = (share: number): boolean => Math.random() < share;

/** A process that runs checks: it claims, keeps some, gives some back, and writes the others in any order. */
export function racingPoller(workerId: string): (ctx: CommandContext) => Promise<void> {
  let kept: ClaimedCheck[] = [];
  return async (ctx) => {
    await keepWorker(ctx, { workerId, forMs: HOUR_MS });
    const claimed = await claimDueChecks(ctx, { limit: 7, graceMs: HOUR_MS, workerId });
    const inHand = [...kept, ...claimed].toSorted(() => Math.random() - 0.5);
    kept = inHand.slice(0, chance(0.4) ? 4 : 0);
    const done = inHand.slice(kept.length);
    if (chance(0.3)) {
      await releaseChecks(ctx, { leases: done.map(({ id, leaseToken }) => ({ checkId: id, leaseToken })) });
    } else {
      const isCutOff = chance(0.1);
      await recordSamples(ctx, { outcomes: done.map((check) => outcomeOf(check, ctx.now(), isCutOff)) });
    }
  };
}

function outcomeOf({ id, leaseToken, revision }: ClaimedCheck, at: number, isCutOff: boolean): RecordedOutcome {
  const state = isCutOff ? 'unknown' : chance(0.4) ? 'down' : 'up';
  return {
    ...{ checkId: id, leaseToken, revision },
    sample: { at, state, gapCause: isCutOff ? 'connection-lost' : null },
    ...{ latencyMs: 12, cause: state === 'up' ? null : 'refused', detail: null, witnessedUntil: at - 5_000 },
  };
}
