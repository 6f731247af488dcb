import type { Lane } from '#db/queries/due-deliveries';

export interface LanePlan {
  readonly lane: Lane;
  /** Messages under way at once. */
  readonly concurrency: number;
  /** Messages claimed at once; those that wait must be sent before the lease ends. */
  readonly batch: number;
  /** One attempt takes no longer. */
  readonly deadlineMs: number;
}

export const LEASE_MS = 180_000;

/** Each lane is a job of its own: none waits for another. */
export const LANES: Readonly<Record<Lane, LanePlan>> = {
  steady: { lane: 'steady', concurrency: 32, batch: 128, deadlineMs: 15_000 },
  failing: { lane: 'failing', concurrency: 8, batch: 16, deadlineMs: 15_000 },
  mail: { lane: 'mail', concurrency: 3, batch: 9, deadlineMs: 45_000 },
};
