import { remindOfCredits } from '#commands/remind-of-credits';
import { findContractUnderPolicy } from '#db/queries/credit-evidence';
import { listCreditMonths } from '#db/queries/credit-windows';
import { listLapsingContracts } from '#db/queries/lapsing-contracts';
import { monthsToAsk } from '#domain/credits/months-to-ask';
import type { JobContext } from '../job.ts';

interface LapseRun extends Pick<JobContext, 'ctx' | 'log' | 'signal'> {
  readonly config: Pick<JobContext['config'], 'soloMode'>;
}

/** Goes through the contracts under which something may lapse once a day and reminds of what lapses soon. */
export async function remindOfLapses({ ctx, config, log, signal }: LapseRun): Promise<void> {
  let sent = 0;
  for (const id of await listLapsingContracts(ctx.db, ctx.now())) {
    if (signal.aborted) return;
    const found = await findContractUnderPolicy(ctx.db, 'every-organization', id);
    if (!found) continue;
    const page = { now: ctx.now(), limit: monthsToAsk(found.policy.terms) };
    const table = { ...found, months: await listCreditMonths(ctx.db, found, page) };
    sent += await remindOfCredits(ctx, { table, soloMode: config.soloMode });
  }
  if (sent > 0) log.info({ reminders: sent }, 'reminded of credits that lapse soon');
}
