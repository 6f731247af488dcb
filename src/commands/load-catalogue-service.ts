import type { Insertable, Selectable } from 'kysely';
import type { HealthCheckTable, ServiceTable } from '#db/schema/watching';
import { NO_COUNTS } from '#domain/watching/detect-outage';
import type { CatalogueCheck, CatalogueService } from '#lib/catalogue-schema';
import { archiveChecks } from './archive-checks.ts';
import { forgetAnswersOfPlaces } from './blind-views.ts';
import { forgetAnswers } from './check-facts.ts';
import type { CommandContext } from './context.ts';
import { insertCheck } from './insert-check.ts';
import type { LoadedCatalogue } from './load-catalogue.ts';
import { loadCatalogueCheckPlaces } from './load-catalogue-places.ts';
import { runAfterChange } from './run-after-change.ts';
import { openGapOfCheck } from './write-measurement-gaps.ts';

export interface LoadCatalogueServiceInput {
  readonly service: CatalogueService;
  readonly groupId: string;
  readonly position: number;
  readonly loaded: LoadedCatalogue;
}

/** Makes one service and its checks what the catalogue says. */
export async function loadCatalogueService(ctx: CommandContext, input: LoadCatalogueServiceInput): Promise<void> {
  const { service, loaded } = input;
  const wanted = serviceColumns(input);
  const known = await ctx.db.selectFrom('service').selectAll().where('slug', '=', service.slug).executeTakeFirst();
  if (known?.origin === 'console') {
    loaded.skipped.push(service.slug);
    return;
  }
  const serviceId = known?.id ?? ctx.newId();
  if (!known) {
    await ctx.db
      .insertInto('service')
      .values({ id: serviceId, ...wanted, origin: 'catalogue', createdAt: ctx.now() })
      .execute();
    loaded.created.push(service.slug);
  } else if (differs(known, wanted)) {
    await ctx.db
      .updateTable('service')
      .set({ ...wanted, revision: known.revision + 1 })
      .where('id', '=', serviceId)
      .execute();
    loaded.changed.push(service.slug);
  }
  await loadChecks(ctx, { ...input, serviceId });
}

function serviceColumns({ service, groupId, position }: LoadCatalogueServiceInput) {
  return {
    slug: service.slug,
    names: JSON.stringify(service.name),
    descriptions: JSON.stringify(service.description ?? {}),
    groupId,
    position,
    visibility: service.visibility,
    incidentMode: service.incidents.mode,
    holdMinutes: service.incidents.holdMinutes,
    provider: service.provider ?? null,
    providerKey: service.providerKey ?? null,
    downWhen: service.downWhen.when,
    downCount: service.downWhen.count,
    otherwise: service.otherwise,
    flapMs: service.flapping,
    archivedAt: null,
  } satisfies Partial<Insertable<ServiceTable>>;
}

async function loadChecks(
  ctx: CommandContext,
  input: LoadCatalogueServiceInput & { serviceId: string },
): Promise<void> {
  const { service, serviceId, loaded } = input;
  const known = await ctx.db.selectFrom('healthCheck').selectAll().where('serviceId', '=', serviceId).execute();
  for (const check of service.checks) {
    const name = `${service.slug}/${check.slug}`;
    const row = known.find(({ slug }) => slug === check.slug);
    if (row?.origin === 'console') loaded.skipped.push(name);
    else if (!row) {
      const id = ctx.newId();
      await insertCheck(ctx, { id, serviceId, ...checkColumns(check), origin: 'catalogue' });
      await loadCatalogueCheckPlaces(ctx, { checkId: id, polledFrom: 'here', check });
      loaded.created.push(name);
    } else {
      const isChanged = await changeCheck(ctx, row, check);
      const polledFrom = row.archivedAt === null ? row.polledFrom : 'here';
      const isMoved = await loadCatalogueCheckPlaces(ctx, { checkId: row.id, polledFrom, check });
      if (isChanged || isMoved) loaded.changed.push(name);
    }
  }
  const wanted = new Set(service.checks.map((check) => check.slug));
  const unnamed = known.filter(
    ({ origin, archivedAt, slug }) => origin === 'catalogue' && archivedAt === null && !wanted.has(slug),
  );
  await archiveChecks(ctx, { serviceId, checkIds: unnamed.map(({ id }) => id) });
  loaded.archived.push(...unnamed.map(({ slug }) => `${service.slug}/${slug}`));
}

function checkColumns(check: CatalogueCheck) {
  return {
    slug: check.slug,
    name: check.name,
    kind: check.kind,
    target: JSON.stringify(check.target),
    intervalMs: check.interval,
    timeoutMs: check.timeout,
    surface: check.surface,
    impact: check.impact,
    failAfter: check.failAfter,
    recoverAfter: check.recoverAfter,
    recheckMs: check.recheck,
    slowRule: check.slow ? JSON.stringify(check.slow) : null,
    archivedAt: null,
  } satisfies Partial<Insertable<HealthCheckTable>>;
}

async function changeCheck(
  ctx: CommandContext,
  known: Selectable<HealthCheckTable>,
  check: CatalogueCheck,
): Promise<boolean> {
  const wanted = checkColumns(check);
  if (!differs(known, wanted)) return false;
  const now = ctx.now();
  const asksAnew = wanted.target !== known.target || wanted.kind !== known.kind;
  await ctx.db
    .updateTable('healthCheck')
    .set({
      ...wanted,
      ...(asksAnew ? forgetAnswers(known) : {}),
      ...(known.archivedAt === null ? {} : { ...NO_COUNTS, state: 'unknown', stateSince: now, blindSince: null }),
      revision: known.revision + 1,
      ...runAfterChange(known, { ...wanted, asksAnew: asksAnew || known.archivedAt !== null, now }),
    })
    .where('id', '=', known.id)
    .execute();
  if (asksAnew && known.polledFrom !== 'here') await forgetAnswersOfPlaces(ctx, known.id);
  if (known.archivedAt !== null) {
    const { id, serviceId, archivedAt } = known;
    await openGapOfCheck(ctx, { checkId: id, serviceId, startedAt: archivedAt, endedAt: null, cause: 'paused' });
  }
  return true;
}

function differs<T extends object>(known: T, wanted: Partial<T>): boolean {
  return (Object.keys(wanted) as (keyof T)[]).some((column) => known[column] !== wanted[column]);
}
