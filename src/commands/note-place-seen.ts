import type { CommandContext } from './context.ts';

export interface PlaceSeen {
  readonly placeId: string;
  readonly agentVersion: string | null;
  readonly clockOffsetMs?: number;
  readonly waiting?: number;
}

/** Notes that the agent of a place called, and what it said of itself. */
export async function notePlaceSeen(ctx: CommandContext, { placeId, ...told }: PlaceSeen): Promise<void> {
  await ctx.db
    .updateTable('place')
    .set({ lastSeenAt: ctx.now(), ...told })
    .where('id', '=', placeId)
    .where('removedAt', 'is', null)
    .execute();
}
