import type { Insertable } from 'kysely';
import type { HealthCheckTable } from '#db/schema/watching';
import { firstDueAt } from '#domain/watching/due-times';
import type { CommandContext } from './context.ts';
import { nextNumber } from './next-number.ts';
import { openGapOfCheck } from './write-measurement-gaps.ts';

type Columns = Pick<
  Insertable<HealthCheckTable>,
  | 'serviceId'
  | 'slug'
  | 'name'
  | 'kind'
  | 'target'
  | 'intervalMs'
  | 'timeoutMs'
  | 'surface'
  | 'impact'
  | 'failAfter'
  | 'recoverAfter'
  | 'origin'
  | 'recheckMs'
  | 'slowRule'
> & { readonly id: string; readonly secrets?: string | null };

/** Writes a new check that has seen nothing so far. */
export async function insertCheck(ctx: CommandContext, columns: Columns): Promise<void> {
  const no = await nextNumber(ctx, 'health-check');
  const now = ctx.now();
  await ctx.db
    .insertInto('healthCheck')
    .values({
      ...columns,
      no,
      ...{ state: 'unknown', stateSince: now, failureCount: 0, successCount: 0 },
      nextDueAt: firstDueAt({ no, intervalMs: columns.intervalMs }, now),
      createdAt: now,
    })
    .execute();
  // Its first sample closes it: until then nobody measured.
  const { id: checkId, serviceId } = columns;
  await openGapOfCheck(ctx, { checkId, serviceId, startedAt: now, endedAt: null, cause: 'not-running' });
}
