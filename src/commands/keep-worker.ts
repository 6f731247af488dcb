import type { CommandContext } from './context.ts';

/** A process that runs checks; it holds what it claimed only as long as it says that it lives. */
export interface Worker {
  readonly workerId: string;
  readonly forMs: number;
}

/** Says that this process lives: the checks it claimed stay its own for that long. */
export async function keepWorker(ctx: CommandContext, { workerId, forMs }: Worker): Promise<void> {
  const aliveUntil = ctx.now() + forMs;
  await ctx.db
    .insertInto('pollWorker')
    .values({ id: workerId, aliveUntil })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ aliveUntil }))
    .execute();
}

/** Takes a process off the list that stops, and with it those that are dead for long. */
export async function dropWorker(ctx: CommandContext, { workerId, forMs }: Worker): Promise<void> {
  await ctx.db
    .deleteFrom('pollWorker')
    .where((eb) => eb.or([eb('id', '=', workerId), eb('aliveUntil', '<', ctx.now() - 1_000 * forMs)]))
    .execute();
}
