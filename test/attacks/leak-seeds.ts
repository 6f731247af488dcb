import { randomUUIDv7 } from 'node:crypto';
import { CamelCasePlugin } from 'kysely';
import type { Db } from '#db/connect';
import type { Visibility } from '#domain/words';
import { addUpdate } from '#test/support/public-scenes';
import { addCheck, addIncident, addOutage, addService } from '#test/support/rows';

/** In every text that no visitor may read. */
export const MARK = 'leak-mark-';

export interface Secrets {
  /** Ids and slugs of what a visitor may open. */
  readonly visible: readonly string[];
  /** Ids and slugs of what does not exist for a visitor. */
  readonly hidden: readonly string[];
  readonly publicName: string;
  readonly publicIncidentId: string;
  /** Text columns of the seeded tables in which no row has a mark, closed vocabularies left out. */
  readonly unmarkedColumns: readonly string[];
}

const NOW = Date.now();
const HOUR = 3_600_000;
let serial = 0;
const mark = (): string => `${MARK}${++serial}-`;

/** Public rows with hidden ones beside, under and over them, in every combination that pages must tell apart. */
export async function seedSecrets(db: Db): Promise<Secrets> {
  const hidden: string[] = [];
  const publicName = 'Gmail for everyone';
  const publicService = await addService(db, {
    name: publicName,
    slug: 'gmail-for-everyone',
    createdAt: NOW - 90 * 24 * HOUR,
  });
  await addHiddenDetails(db, publicService);
  const services: string[] = [];
  for (const visibility of ['operators', 'organizations'] as const)
    services.push(await addHiddenService(db, visibility, hidden));

  const publicIncidentId = await addIncident(db, [publicService, ...services], {
    title: 'Mail is late',
    startedAt: NOW - HOUR,
  });
  await addUpdate(db, publicIncidentId, { at: NOW - HOUR, stage: 'investigating', body: 'We are on it.' });
  await addOutage(db, publicService, { startedAt: NOW - HOUR, incidentId: publicIncidentId });
  for (const serviceId of services) hidden.push(await addHiddenOutage(db, serviceId, publicIncidentId));
  const reported = await addIncident(db, [publicService], {
    title: 'Mail was late',
    startedAt: NOW - 9 * HOUR,
    resolvedAt: NOW - 8 * HOUR,
  });
  hidden.push(await addHiddenReport(db, publicIncidentId, 'public', null));
  hidden.push(await addHiddenReport(db, reported, 'operators', NOW));

  const [inner = ''] = services;
  const stories = [
    { services: [publicService], visibility: 'operators', publishedAt: NOW },
    { services: [publicService], visibility: 'organizations', publishedAt: NOW },
    { services: [publicService], visibility: 'public', publishedAt: null },
    { services: [inner], visibility: 'public', publishedAt: NOW },
  ] as const;
  for (const resolvedAt of [null, NOW - 60_000]) {
    for (const story of stories) hidden.push(...(await addHiddenIncident(db, { ...story, resolvedAt })));
  }
  hidden.push(
    await addOutage(db, publicService, {
      startedAt: NOW - 2 * HOUR,
      endedAt: NOW - HOUR,
      retractedAt: NOW,
      externalId: mark(),
      provider: mark(),
    }),
  );
  await addOtherPeoplesRows(db, publicService);
  return {
    visible: [publicIncidentId, 'gmail-for-everyone'],
    hidden,
    publicName,
    publicIncidentId,
    unmarkedColumns: await unmarkedColumns(db),
  };
}

/** What a public service has that is nobody's business: addresses, causes, names of checks. */
async function addHiddenDetails(db: Db, serviceId: string): Promise<void> {
  const { id } = await addCheck(db, serviceId, {
    slug: mark(),
    name: mark(),
    kind: mark(),
    target: JSON.stringify({ url: `https://${mark()}.internal/` }),
    lastCause: mark(),
    lastDetail: mark(),
    leaseToken: mark(),
    secrets: JSON.stringify({ token: mark() }),
    pauseReason: mark(),
    lastSampleAt: NOW,
    createdAt: NOW - 90 * 24 * HOUR,
  });
  await db
    .insertInto('measurementGap')
    .values({
      id: randomUUIDv7(),
      checkId: id,
      serviceId,
      startedAt: NOW - 5 * HOUR,
      endedAt: NOW - 4 * HOUR,
      cause: mark(),
    })
    .execute();
}

async function addHiddenService(db: Db, visibility: Visibility, hidden: string[]): Promise<string> {
  const groupId = randomUUIDv7();
  const slug = mark();
  const names = JSON.stringify({ en: mark(), fr: mark() });
  await db.insertInto('serviceGroup').values({ id: groupId, slug: mark(), names, position: 1 }).execute();
  const id = await addService(db, {
    slug,
    names,
    descriptions: JSON.stringify({ en: mark() }),
    visibility,
    groupId,
    provider: mark(),
    providerKey: mark(),
  });
  await addHiddenDetails(db, id);
  await addOutage(db, id, { startedAt: NOW - 3 * HOUR });
  hidden.push(id, slug);
  return id;
}

function addHiddenOutage(db: Db, serviceId: string, incidentId: string): Promise<string> {
  return addOutage(db, serviceId, {
    incidentId,
    startedAt: NOW - HOUR,
    provider: mark(),
    externalId: mark(),
    phase: { locations: JSON.stringify([{ id: mark(), title: mark() }]) },
  });
}

interface HiddenIncident {
  readonly services: readonly string[];
  readonly visibility: Visibility;
  readonly publishedAt: number | null;
  readonly resolvedAt: number | null;
}

async function addHiddenIncident(db: Db, { services, ...columns }: HiddenIncident): Promise<string[]> {
  const id = await addIncident(db, services, {
    title: mark(),
    locations: JSON.stringify([{ id: mark(), title: mark() }]),
    provider: mark(),
    externalId: mark(),
    externalUrl: `https://${mark()}.example/`,
    providerFingerprint: mark(),
    startedAt: NOW - HOUR,
    ...columns,
  });
  const updateId = await addUpdate(db, id, { at: NOW - HOUR, stage: 'investigating', body: mark() });
  await db
    .updateTable('incidentUpdate')
    .set({ author: mark(), externalId: mark() })
    .where('id', '=', updateId)
    .execute();
  const outages = await Promise.all(services.map((serviceId) => addHiddenOutage(db, serviceId, id)));
  return [id, updateId, ...outages];
}

async function addHiddenReport(
  db: Db,
  incidentId: string,
  visibility: Visibility,
  publishedAt: number | null,
): Promise<string> {
  const id = randomUUIDv7();
  await db
    .insertInto('incidentReport')
    .values({
      id,
      incidentId,
      title: mark(),
      body: mark(),
      lang: 'en',
      visibility,
      authorName: mark(),
      createdAt: NOW,
      publishedAt,
      updatedAt: NOW,
    })
    .execute();
  return id;
}

/** Rows of admins and operators that no public page has any use for. */
async function addOtherPeoplesRows(db: Db, serviceId: string): Promise<void> {
  await db
    .insertInto('ticket')
    .values({
      ...{
        id: randomUUIDv7(),
        no: 1,
        organizationId: mark(),
        serviceId,
        title: mark(),
        body: mark(),
        priority: 'P1',
        channel: 'web',
        stage: 'new',
      },
      ...{
        outsideSystem: mark(),
        outsideNumber: mark(),
        outsideUrl: mark(),
        openedBy: mark(),
        occurredAt: NOW,
        openedAt: NOW,
        updatedAt: NOW,
      },
    })
    .execute();
  await db
    .insertInto('subscriber')
    .values({
      id: randomUUIDv7(),
      channel: 'mail',
      address: `${mark()}@example.com`,
      lang: 'en',
      organizationId: mark(),
      secret: mark(),
      manageTokenHash: mark(),
      createdAt: NOW,
      confirmedAt: NOW,
      disabledReason: mark(),
    })
    .execute();
  await db.insertInto('setting').values({ key: mark(), value: mark(), updatedAt: NOW }).execute();
}

const SEEDED = [
  'service',
  'service_group',
  'health_check',
  'measurement_gap',
  'incident',
  'incident_update',
  'outage',
  'outage_phase',
  'incident_report',
];
/** Closed vocabularies, keys, and columns whose content comes from the product itself. */
const WITHOUT_TEXT =
  /(^|_)id$|^(visibility|incident_mode|surface|surfaces|impact|origin|state|source|stage|lang|automatic|down_when|otherwise|slow_rule|explained_by|last_timings|polled_from)$/;

async function unmarkedColumns(db: Db): Promise<string[]> {
  const tables = await db.withoutPlugins().introspection.getTables();
  const columns = tables
    .filter((table) => SEEDED.includes(table.name))
    .flatMap((table) =>
      table.columns
        .filter((column) => /text/i.test(column.dataType) && !WITHOUT_TEXT.test(column.name))
        .map((column) => [table.name, column.name] as const),
    );
  const unmarked: string[] = [];
  for (const [table, column] of columns) {
    const marked = await db
      .withoutPlugins()
      .withPlugin(new CamelCasePlugin())
      .selectFrom(table as 'service')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where((eb) => eb(eb.ref(column as 'slug'), 'like', `%${MARK}%`))
      .executeTakeFirstOrThrow();
    if (marked.count === 0) unmarked.push(`${table}.${column}`);
  }
  return unmarked;
}
