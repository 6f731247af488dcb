import { z } from 'zod';
import { hostField, latencyLimitField } from './fields.ts';

const percent = z
  .int({ error: 'must be a number from 0 to 99' })
  .min(0)
  .max(99, { error: 'must be a number from 0 to 99' });

/** Echo requests to a host, by the `ping` of the system. */
export const icmpTarget = z.strictObject({
  host: hostField,
  packets: z
    .int({ error: 'must be a number from 1 to 10' })
    .min(1, { error: 'must be a number from 1 to 10' })
    .max(10, { error: 'must be a number from 1 to 10' })
    .default(3),
  /** More lost packets than this are a failure. */
  lossLimitPercent: percent.default(50),
  /** Of the packets that came back, on average. */
  latencyLimitMs: latencyLimitField,
});
export type IcmpTarget = z.output<typeof icmpTarget>;
