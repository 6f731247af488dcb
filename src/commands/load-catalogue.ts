import { lockRows } from '#db/row-locks';
import type { Catalogue } from '#lib/catalogue-schema';
import { archiveChecks } from './archive-checks.ts';
import { type CommandContext, inTransaction } from './context.ts';
import { loadCatalogueNeeds } from './load-catalogue-needs.ts';
import { loadCatalogueService } from './load-catalogue-service.ts';
import { lockOutageChanges } from './lock-outage-changes.ts';
import { markPublicChange } from './mark-public-change.ts';
import { setFeedSource } from './set-feed-source.ts';
import { writeAudit } from './write-audit.ts';

export interface LoadCatalogueInput {
  readonly catalogue: Catalogue;
  /** Loads only where there is no service yet. */
  readonly onlyAtFirst: boolean;
}

/** Slugs, of services `gmail`, of checks `gmail/web`. */
export interface LoadedCatalogue {
  readonly created: string[];
  readonly changed: string[];
  readonly archived: string[];
  /** Of the catalogue, but made by a person before it came: left as they are. */
  readonly skipped: string[];
}

/**
 * Makes services, checks and feeds what the catalogue says. What it no longer names is archived with its history kept; what
 * people made in the console is never touched.
 */
export function loadCatalogue(ctx: CommandContext, input: LoadCatalogueInput): Promise<LoadedCatalogue> {
  return inTransaction(ctx, async (ctx) => {
    const loaded: LoadedCatalogue = { created: [], changed: [], archived: [], skipped: [] };
    // None is removed while checks are given to it; before the checks, as everybody takes them.
    await lockRows(ctx.db, ctx.db.selectFrom('place').select('id').orderBy('no')).execute();
    // Then the checks, as whoever records their samples does.
    await lockRows(ctx.db, ctx.db.selectFrom('healthCheck').select('id').orderBy('no')).execute();
    // Processes that start together load one after the other.
    await lockOutageChanges(ctx);
    if (input.onlyAtFirst && (await hasServices(ctx))) return loaded;
    const slugs = new Set<string>();
    let position = 0;
    for (const [index, group] of input.catalogue.groups.entries()) {
      const groupId = await loadGroup(ctx, { slug: group.slug, names: JSON.stringify(group.name), position: index });
      for (const service of group.services) {
        slugs.add(service.slug);
        await loadCatalogueService(ctx, { service, groupId, position, loaded });
        position += 1;
      }
    }
    await archiveOthers(ctx, slugs, loaded);
    await loadCatalogueNeeds(ctx, { catalogue: input.catalogue, loaded });
    for (const { kind, provider, url, interval } of input.catalogue.feeds) {
      await setFeedSource(ctx, { kind, provider, url, intervalMs: interval });
    }
    await tellOfChanges(ctx, loaded);
    return loaded;
  });
}

async function hasServices(ctx: CommandContext): Promise<boolean> {
  return (await ctx.db.selectFrom('service').select('id').limit(1).executeTakeFirst()) !== undefined;
}

async function loadGroup(
  ctx: CommandContext,
  group: { readonly slug: string; readonly names: string; readonly position: number },
): Promise<string> {
  const { names, position } = group;
  const row = await ctx.db
    .insertInto('serviceGroup')
    .values({ id: ctx.newId(), ...group })
    .onConflict((conflict) => conflict.column('slug').doUpdateSet({ names, position }))
    .returning('id')
    .executeTakeFirstOrThrow();
  return row.id;
}

async function archiveOthers(ctx: CommandContext, slugs: ReadonlySet<string>, loaded: LoadedCatalogue): Promise<void> {
  const services = await ctx.db
    .selectFrom('service')
    .select(['id', 'slug'])
    .where('origin', '=', 'catalogue')
    .where('archivedAt', 'is', null)
    .execute();
  for (const { id, slug } of services.filter((service) => !slugs.has(service.slug))) {
    const checks = await ctx.db
      .selectFrom('healthCheck')
      .select(['id', 'slug', 'origin'])
      .where('serviceId', '=', id)
      .where('archivedAt', 'is', null)
      .orderBy('no')
      .execute();
    const unnamed = checks.filter(({ origin }) => origin === 'catalogue');
    await archiveChecks(ctx, { serviceId: id, checkIds: unnamed.map((check) => check.id) });
    loaded.archived.push(...unnamed.map((check) => `${slug}/${check.slug}`));
    // A person's own check keeps its service.
    if (checks.some(({ origin }) => origin === 'console')) continue;
    await ctx.db.updateTable('service').set({ archivedAt: ctx.now() }).where('id', '=', id).execute();
    loaded.archived.push(slug);
  }
}

async function tellOfChanges(ctx: CommandContext, loaded: LoadedCatalogue): Promise<void> {
  const { created, changed, archived } = loaded;
  if (created.length + changed.length + archived.length === 0) return;
  await markPublicChange(ctx);
  await writeAudit(ctx, {
    action: 'load-catalogue',
    subjectKind: 'catalogue',
    subjectId: 'services',
    detail: { created, changed, archived },
  });
}
