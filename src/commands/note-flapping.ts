import type { Selectable } from 'kysely';
import { listFlapping } from '#db/queries/flapping';
import type { IncidentUpdateTable } from '#db/schema/incidents';
import type { AutomaticText } from '#domain/watching/automatic-text';
import { hasStayedWell } from '#domain/watching/flapping';
import type { IncidentStage } from '#domain/words';
import { appendAutomaticUpdate } from './append-automatic-update.ts';
import type { CommandContext } from './context.ts';
import { markPublicChange } from './mark-public-change.ts';

/**
 * Says in an incident how often its services came and went: one line that counts on, instead of one for each time; another one
 * for what flaps after it was said to work again.
 */
export async function noteFlapping(
  ctx: CommandContext,
  input: { readonly incidentId: string; readonly stage: IncidentStage },
): Promise<void> {
  const { incidentId, stage } = input;
  const flapping = (await listFlapping(ctx.db, incidentId)).filter((one) => !hasStayedWell(one, ctx.now()));
  if (flapping.length === 0) return;
  const automatic: AutomaticText = {
    kind: 'flapping',
    serviceIds: flapping.map(({ serviceId }) => serviceId),
    times: Math.max(...flapping.map(({ times }) => times)),
  };
  const line = await findLine(ctx, { incidentId, serviceIds: automatic.serviceIds });
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

type Line = Pick<Selectable<IncidentUpdateTable>, 'id' | 'stage' | 'automatic'>;

async function findLine(
  ctx: CommandContext,
  { incidentId, serviceIds }: { readonly incidentId: string; readonly serviceIds: readonly string[] },
): Promise<Line | undefined> {
  const rows = await ctx.db
    .selectFrom('incidentUpdate')
    .select(['id', 'stage', 'automatic'])
    .where('incidentId', '=', incidentId)
    .where('automatic', 'is not', null)
    .orderBy('at')
    .orderBy('createdAt')
    .orderBy('id')
    .execute();
  const said = rows.map(({ automatic }): AutomaticText => JSON.parse(automatic ?? '{}'));
  const last = said.findLastIndex(({ kind }) => kind === 'flapping');
  const counted = [...serviceIds, ...(said[last]?.serviceIds ?? [])];
  const isOver = said
    .slice(last + 1)
    .some((text) => text.remaining && text.serviceIds.some((serviceId) => counted.includes(serviceId)));
  return isOver ? undefined : rows[last];
}
