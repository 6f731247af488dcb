import type { OutageLocation } from '#db/queries/outages';
import type { OutageState, Surface } from '#domain/words';
import type { CommandContext } from './context.ts';

export interface NewOutagePhase {
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly state: OutageState;
  readonly surfaces: readonly Surface[];
  readonly locations?: readonly OutageLocation[];
  readonly sharePpm?: number | null;
}

/** Puts these phases in place of the ones an outage has. */
export async function writeOutagePhases(
  ctx: CommandContext,
  input: { readonly outageId: string; readonly phases: readonly NewOutagePhase[] },
): Promise<void> {
  await ctx.db.deleteFrom('outagePhase').where('outageId', '=', input.outageId).execute();
  if (input.phases.length === 0) return;
  await ctx.db
    .insertInto('outagePhase')
    .values(
      input.phases.map((phase, index) => ({
        outageId: input.outageId,
        seq: index + 1,
        startedAt: phase.startedAt,
        endedAt: phase.endedAt,
        state: phase.state,
        surfaces: JSON.stringify(phase.surfaces),
        locations: JSON.stringify(phase.locations ?? []),
        sharePpm: phase.sharePpm ?? null,
      })),
    )
    .execute();
}
