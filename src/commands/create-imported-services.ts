import { listFeedServices } from '#db/queries/feeds';
import type { ProviderProduct } from '#domain/feeds/provider-incident';
import type { Visibility } from '#domain/words';
import { type CommandContext, inTransaction } from './context.ts';
import { writeAudit } from './write-audit.ts';

const GROUP_SLUG = 'imported';

export interface ImportedServicesInput {
  readonly provider: string;
  readonly products: readonly ProviderProduct[];
  readonly visibility: Visibility;
}

/** Makes a service for each product that has none, in the group “Imported”; returns how many were made. */
export function createImportedServices(ctx: CommandContext, input: ImportedServicesInput): Promise<number> {
  return inTransaction(ctx, async (ctx) => {
    const existing = await listFeedServices(ctx.db, input.provider);
    const missing = input.products.filter((product) => !existing.has(product.key));
    if (missing.length === 0) return 0;
    const groupId = await ensureGroup(ctx);
    const slugs = new Set((await ctx.db.selectFrom('service').select('slug').execute()).map((row) => row.slug));
    const now = ctx.now();
    for (const [index, { key, name }] of missing.entries()) {
      await ctx.db
        .insertInto('service')
        .values({
          id: ctx.newId(),
          slug: freeSlug(name, slugs),
          names: JSON.stringify({ en: name }),
          descriptions: '{}',
          groupId,
          position: 10_000 + index,
          visibility: input.visibility,
          // Nothing measures it; should somebody add a check, a person looks before anything is published.
          incidentMode: 'draft',
          holdMinutes: 0,
          provider: input.provider,
          providerKey: key,
          createdAt: now,
        })
        .execute();
    }
    await writeAudit(ctx, {
      action: 'import-services',
      subjectKind: 'provider',
      subjectId: input.provider,
      detail: { services: missing.map((product) => product.name), visibility: input.visibility },
    });
    return missing.length;
  });
}

async function ensureGroup(ctx: CommandContext): Promise<string> {
  const id = ctx.newId();
  await ctx.db
    .insertInto('serviceGroup')
    .values({ id, slug: GROUP_SLUG, names: JSON.stringify({ en: 'Imported', fr: 'Importés' }), position: 10_000 })
    .onConflict((conflict) => conflict.column('slug').doNothing())
    .execute();
  const group = await ctx.db
    .selectFrom('serviceGroup')
    .select('id')
    .where('slug', '=', GROUP_SLUG)
    .executeTakeFirstOrThrow();
  return group.id;
}

function freeSlug(name: string, taken: Set<string>): string {
  const words = name
    .normalize('NFKD')
    .toLowerCase()
    .match(/[a-z0-9]+/g) ?? ['service'];
  const base = words.join('-').slice(0, 60);
  let slug = base;
  for (let no = 2; taken.has(slug); no++) slug = `${base}-${no}`;
  taken.add(slug);
  return slug;
}
