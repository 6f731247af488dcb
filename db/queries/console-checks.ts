import type { ExpressionBuilder, ExpressionWrapper, Selectable, SqlBool } from 'kysely';
import type { LocalizedText } from '#domain/localized-text';
import type { Instant } from '#domain/time';
import type { PhaseTimings } from '#domain/watching/probe-result';
import type { SampleState } from '#domain/words';
import type { Db } from '../connect.ts';
import type { HealthCheckTable, SampleTable } from '../schema/watching.ts';
import type { Database } from '../schema.ts';

/** What a list of checks can be narrowed to; `unknown` and `down` are running checks. */
export const CHECK_VIEWS = ['all', 'down', 'unknown', 'up', 'paused'] as const;
export type CheckView = (typeof CHECK_VIEWS)[number];

export interface CheckFilter {
  readonly view: CheckView;
  /** Part of the name of a check or the slug of a service. */
  readonly text: string;
  readonly serviceId: string;
  readonly kind: string;
  readonly origin: string;
}

/** A check in a list; without its target. */
export interface CheckLine
  extends Pick<
    Selectable<HealthCheckTable>,
    | 'id'
    | 'name'
    | 'kind'
    | 'state'
    | 'stateSince'
    | 'origin'
    | 'pausedAt'
    | 'firstUpAt'
    | 'lastSampleAt'
    | 'lastCause'
    | 'lastLatencyMs'
    | 'nextDueAt'
    | 'intervalMs'
  > {
  readonly serviceId: string;
  readonly serviceNames: LocalizedText;
}

type Checks = ExpressionBuilder<Database, 'healthCheck' | 'service'>;

/** Checks in use in the order of their services. */
export async function listCheckLines(
  db: Db,
  filter: CheckFilter,
  { limit, offset }: { readonly limit: number; readonly offset: number },
): Promise<CheckLine[]> {
  const rows = await db
    .selectFrom('healthCheck')
    .innerJoin('service', 'service.id', 'healthCheck.serviceId')
    .select([
      ...(['healthCheck.id', 'healthCheck.name', 'kind', 'state', 'stateSince', 'healthCheck.origin'] as const),
      ...(['pausedAt', 'firstUpAt', 'lastSampleAt', 'lastCause', 'lastLatencyMs', 'nextDueAt', 'intervalMs'] as const),
      ...(['service.id as serviceId', 'service.names as serviceNames'] as const),
    ])
    .where((eb) => eb.and(conditions(eb, filter)))
    .orderBy('service.position')
    .orderBy('service.slug')
    .orderBy('healthCheck.no')
    .limit(limit)
    .offset(offset)
    .execute();
  return rows.map((row) => ({ ...row, serviceNames: JSON.parse(row.serviceNames) }));
}

/** How many checks there are in each view, under the rest of the filter. */
export async function getCheckCounts(db: Db, filter: CheckFilter): Promise<Readonly<Record<CheckView, number>>> {
  const rows = await db
    .selectFrom('healthCheck')
    .innerJoin('service', 'service.id', 'healthCheck.serviceId')
    .select((eb) => [
      'state',
      eb.case().when('pausedAt', 'is', null).then(0).else(1).end().as('paused'),
      eb.fn.countAll<number>().as('count'),
    ])
    .where((eb) => eb.and(conditions(eb, { ...filter, view: 'all' })))
    .groupBy(['state', 'paused'])
    .execute();
  const count = (fits: (row: { state: SampleState; paused: number }) => boolean): number =>
    rows.filter(fits).reduce((sum, row) => sum + Number(row.count), 0);
  const running = (state: SampleState): number => count((row) => row.state === state && row.paused === 0);
  return {
    all: count(() => true),
    ...{ down: running('down'), unknown: running('unknown'), up: running('up') },
    paused: count((row) => row.paused === 1),
  };
}

function conditions(
  eb: Checks,
  filter: CheckFilter,
): ExpressionWrapper<Database, 'healthCheck' | 'service', SqlBool>[] {
  const { view, text, serviceId, kind, origin } = filter;
  const like = `%${text.toLowerCase().replaceAll(/[\\%_]/g, '')}%`;
  const name = eb.fn<string>('lower', ['healthCheck.name']);
  const names = eb.fn<string>('lower', ['service.names']);
  return [
    eb('healthCheck.archivedAt', 'is', null),
    ...(view === 'paused' ? [eb('pausedAt', 'is not', null)] : []),
    ...(view === 'paused' || view === 'all' ? [] : [eb('pausedAt', 'is', null), eb('state', '=', view)]),
    ...(text === '' ? [] : [eb.or([eb(name, 'like', like), eb(names, 'like', like)])]),
    ...(serviceId === '' ? [] : [eb('healthCheck.serviceId', '=', serviceId)]),
    ...(kind === '' ? [] : [eb('kind', '=', kind)]),
    ...(origin === 'catalogue' || origin === 'console' ? [eb('healthCheck.origin', '=', origin)] : []),
  ];
}

export type ShownCheck = Omit<Selectable<HealthCheckTable>, 'lastTimings'> & {
  readonly timings: PhaseTimings | null;
  readonly serviceNames: LocalizedText;
  readonly serviceSlug: string;
};

/** A check by its id, deleted ones included. */
export async function findCheck(db: Db, id: string): Promise<ShownCheck | undefined> {
  const row = await db
    .selectFrom('healthCheck')
    .innerJoin('service', 'service.id', 'healthCheck.serviceId')
    .selectAll('healthCheck')
    .select(['service.names as serviceNames', 'service.slug as serviceSlug'])
    .where('healthCheck.id', '=', id)
    .executeTakeFirst();
  if (!row) return undefined;
  const { lastTimings, serviceNames, ...check } = row;
  return {
    ...check,
    serviceNames: JSON.parse(serviceNames),
    timings: lastTimings === null ? null : JSON.parse(lastTimings),
  };
}

/** The latest results of a check, the newest first. */
export async function listLatestSamples(db: Db, checkNo: number, limit: number): Promise<Selectable<SampleTable>[]> {
  return db
    .selectFrom('sample')
    .selectAll()
    .where('checkNo', '=', checkNo)
    .orderBy('at', 'desc')
    .limit(limit)
    .execute();
}

export interface CheckOutage {
  readonly id: string;
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
  readonly state: 'degraded' | 'down';
  readonly incidentId: string | null;
}

/** Outages that a check had a part in, the newest first. */
export async function listOutagesOfCheck(db: Db, checkId: string, limit: number): Promise<CheckOutage[]> {
  return db
    .selectFrom('outage')
    .select(['outage.id', 'outage.startedAt', 'outage.endedAt', 'outage.state', 'outage.incidentId'])
    .innerJoin('healthCheck', 'healthCheck.serviceId', 'outage.serviceId')
    .where('healthCheck.id', '=', checkId)
    .where('outage.source', '=', 'measured')
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('checkSpan')
          .select('checkSpan.checkId')
          .where('checkSpan.checkId', '=', checkId)
          .where('checkSpan.takenBackAt', 'is', null)
          .where((span) =>
            span.and([
              span.or([
                span('outage.endedAt', 'is', null),
                span('checkSpan.startedAt', '<', span.ref('outage.endedAt')),
              ]),
              span.or([
                span('checkSpan.endedAt', 'is', null),
                span('checkSpan.endedAt', '>', span.ref('outage.startedAt')),
              ]),
            ]),
          ),
      ),
    )
    .where('outage.retractedAt', 'is', null)
    .orderBy('outage.startedAt', 'desc')
    .limit(limit)
    .execute();
}
