import type { Selectable } from 'kysely';
import { listReturns } from '#db/queries/flapping';
import type { IncidentUpdateTable } from '#db/schema/incidents';
import type { AutomaticText } from '#domain/watching/automatic-text';
import type { IncidentStage } from '#domain/words';
import { appendAutomaticUpdate } from './append-automatic-update.ts';
import type { CommandContext } from './context.ts';
import { markPublicChange } from './mark-public-change.ts';

/** Says in an incident how often its services came and went: one line that counts on, instead of one for each time. */
export async function noteFlapping(
  ctx: CommandContext,
  input: { readonly incidentId: string; readonly stage: IncidentStage },
): Promise<void> {
  const { incidentId, stage } = input;
  const returns = await listReturns(ctx.db, incidentId);
  if (returns.length === 0) return;
  const automatic: AutomaticText = {
    kind: 'flapping',
    serviceIds: returns.map(({ serviceId }) => serviceId),
    times: Math.max(...returns.map(({ times }) => times)),
  };
  const line = await findLine(ctx, incidentId);
  if (line?.stage === stage && line.automatic === JSON.stringify(automatic)) return;
  if (!line) await appendAutomaticUpdate(ctx, { incidentId, stage, automatic });
  else {
    const now = ctx.now();
    await ctx.db
      .updateTable('incidentUpdate')
      .set({ at: now, stage, automatic: JSON.stringify(automatic), editedAt: now })
      .where('id', '=', line.id)
      .execute();
  }
  await markPublicChange(ctx);
}

async function findLine(
  ctx: CommandContext,
  incidentId: string,
): Promise<Pick<Selectable<IncidentUpdateTable>, 'id' | 'stage' | 'automatic'> | undefined> {
  const rows = await ctx.db
    .selectFrom('incidentUpdate')
    .select(['id', 'stage', 'automatic'])
    .where('incidentId', '=', incidentId)
    .where('automatic', 'is not', null)
    .orderBy('at')
    .execute();
  return rows.findLast(({ automatic }) => automatic !== null && JSON.parse(automatic).kind === 'flapping');
}
