import { setTimeout as sleep } from 'node:timers/promises';
import PQueue from 'p-queue';
import { claimDeliveries } from '#commands/claim-deliveries';
import { deliver, type Sender } from './deliver.ts';
import { type LanePlan, LEASE_MS } from './lanes.ts';

/** What became due meanwhile is looked for this often while slow receivers are waited for. */
const LOOK_AGAIN_MS = 1_000;

/** Sends what is due in a lane; resolves to the number of attempts once nothing is left, or the process stops and what was under way has ended. */
export async function sendDue(sender: Sender, plan: LanePlan): Promise<number> {
  const queue = new PQueue({ concurrency: plan.concurrency });
  const failures: unknown[] = [];
  let attempts = 0;
  while (!sender.stopping.aborted && failures.length === 0) {
    const wasIdle = queue.pending === 0;
    const claimed = await enqueue(sender, plan, queue, failures);
    attempts += claimed;
    if (claimed === 0 && wasIdle) break;
    if (queue.pending > 0) await untilRoom(queue, sender.stopping);
  }
  await queue.onIdle();
  if (failures.length > 0) throw failures[0];
  return attempts;
}

/** Claims a batch once no claimed message waits any more. */
async function enqueue(sender: Sender, plan: LanePlan, queue: PQueue, failures: unknown[]): Promise<number> {
  if (queue.size > 0) return 0;
  const { deliveries, leaseToken } = await claimDeliveries(sender.ctx, {
    lane: plan.lane,
    limit: plan.batch,
    leaseMs: LEASE_MS,
  });
  for (const delivery of deliveries) {
    queue
      .add(() => deliver(sender, { delivery, leaseToken, deadlineMs: plan.deadlineMs }))
      .catch((error: unknown) => failures.push(error));
  }
  return deliveries.length;
}

/** Resolves when an endpoint is free again and no claimed message waits, or after a moment. */
async function untilRoom(queue: PQueue, stopping: AbortSignal): Promise<void> {
  const done = new AbortController();
  const nextEnd = new Promise<void>((resolve) => {
    queue.addEventListener('next', () => resolve(), { once: true, signal: done.signal });
  });
  await Promise.race([
    queue.size > 0 ? queue.onSizeLessThan(1) : nextEnd,
    sleep(LOOK_AGAIN_MS, undefined, { signal: AbortSignal.any([done.signal, stopping]) }).catch(() => undefined),
  ]);
  done.abort();
}
