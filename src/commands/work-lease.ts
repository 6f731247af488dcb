import type { CommandContext } from './context.ts';

/** A piece of work that one process at a time does; `token` names the process. */
export interface WorkLease {
  readonly name: string;
  readonly token: string;
  readonly forMs: number;
}

/** Takes the work for this process; false while another one has it. */
export async function takeLease(ctx: CommandContext, lease: WorkLease): Promise<boolean> {
  const { name, token, forMs } = lease;
  const now = ctx.now();
  const taken = await ctx.db
    .insertInto('workLease')
    .values({ name, token, leaseUntil: now + forMs })
    .onConflict((conflict) =>
      conflict
        .column('name')
        .doUpdateSet({ token, leaseUntil: now + forMs })
        .where((eb) => eb.or([eb('workLease.leaseUntil', '<=', now), eb('workLease.token', '=', token)])),
    )
    .returning('token')
    .executeTakeFirst();
  return taken !== undefined;
}

/** Goes on with the work inside the transaction that writes it: throws when another process has taken it over meanwhile. */
export async function keepLease(ctx: CommandContext, lease: WorkLease): Promise<void> {
  const kept = await ctx.db
    .updateTable('workLease')
    .set({ leaseUntil: ctx.now() + lease.forMs })
    .where('name', '=', lease.name)
    .where('token', '=', lease.token)
    .returning('token')
    .executeTakeFirst();
  if (!kept) throw new Error(`Another process has taken over “${lease.name}”.`);
}

/** Gives the work back, for any process to take. */
export async function releaseLease(ctx: CommandContext, { name, token }: WorkLease): Promise<void> {
  await ctx.db.deleteFrom('workLease').where('name', '=', name).where('token', '=', token).execute();
}
