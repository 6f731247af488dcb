import type { Site } from '#db/queries/site';
import type { CommandContext } from './context.ts';

/** Notes name and address of the installation where every process and command can read them. */
export async function rememberSite(ctx: CommandContext, site: Site): Promise<void> {
  const updatedAt = ctx.now();
  await ctx.db
    .insertInto('setting')
    .values([
      { key: 'site-name', value: site.name, updatedAt },
      { key: 'site-url', value: site.url, updatedAt },
    ])
    .onConflict((conflict) =>
      conflict
        .column('key')
        .doUpdateSet((eb) => ({ value: eb.ref('excluded.value'), updatedAt: eb.ref('excluded.updatedAt') })),
    )
    .execute();
}
