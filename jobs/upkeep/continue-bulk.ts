import { continueBulkDecisions } from '#commands/continue-bulk-decisions';
import type { JobContext } from '../job.ts';

/** Goes on with steps for many contracts that were confirmed; what another process did meanwhile is left out. */
export async function continueBulk({ ctx, log, signal }: Pick<JobContext, 'ctx' | 'log' | 'signal'>): Promise<void> {
  const done = await continueBulkDecisions(ctx, {
    signal,
    onFailure: ({ bulkId, contractId }, error) =>
      log.error({ err: error, bulkId, contractId }, 'a contract of a step failed'),
  });
  if (done > 0) log.info({ contracts: done }, 'contracts of a step settled');
}
