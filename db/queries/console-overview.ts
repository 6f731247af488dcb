import { isUnanswered } from '#domain/watching/judge-probe';
import type { Db } from '../connect.ts';
import { FIRST_ANSWER_MS } from './unanswered-checks.ts';

export interface IncidentCounts {
  readonly open: number;
  /** Wait for a person to publish them. */
  readonly drafts: number;
  /** Are published by the clock unless a person steps in. */
  readonly held: number;
}

/** Incidents that are not over. */
export async function findIncidentCounts(db: Db): Promise<IncidentCounts> {
  const rows = await db
    .selectFrom('incident')
    .select(['publishAt', 'publishedAt'])
    .where('resolvedAt', 'is', null)
    .execute();
  const unpublished = rows.filter((row) => row.publishedAt === null);
  const held = unpublished.filter((row) => row.publishAt !== null).length;
  return { open: rows.length - unpublished.length, held, drafts: unpublished.length - held };
}

export interface FeedHealth {
  readonly provider: string;
  readonly lastSuccessAt: number | null;
  readonly lastError: string | null;
  readonly failureCount: number;
}

/** How the provider feeds were read last. */
export async function listFeedHealth(db: Db): Promise<FeedHealth[]> {
  return db
    .selectFrom('feedSource')
    .select(['provider', 'lastSuccessAt', 'lastError', 'failureCount'])
    .orderBy('provider')
    .execute();
}

export interface CheckHealth {
  readonly total: number;
  readonly down: number;
  readonly unknown: number;
  readonly paused: number;
  /** Have not been examined for three of their intervals. */
  readonly late: number;
  /** Were examined and have never answered as expected: what they see counts nowhere. */
  readonly neverAnswered: number;
}

/** How the checks stand. */
export async function findCheckHealth(db: Db, now: number): Promise<CheckHealth> {
  const rows = await db
    .selectFrom('healthCheck')
    .select(['kind', 'state', 'pausedAt', 'lastSampleAt', 'firstUpAt', 'createdAt', 'intervalMs'])
    .where('archivedAt', 'is', null)
    .execute();
  const active = rows.filter((row) => row.pausedAt === null);
  return {
    total: rows.length,
    down: active.filter((row) => row.state === 'down').length,
    unknown: active.filter((row) => row.state === 'unknown').length,
    paused: rows.length - active.length,
    neverAnswered: active.filter(
      (row) => isUnanswered(row) && (row.lastSampleAt ?? 0) - row.createdAt >= FIRST_ANSWER_MS,
    ).length,
    late: active.filter((row) => now - (row.lastSampleAt ?? row.createdAt) > 3 * row.intervalMs).length,
  };
}

export interface DutyCounts {
  readonly credits: number;
  readonly reports: number;
  readonly failedDeliveries: number;
  readonly keptMails: number;
}

/** What else waits for an operator. */
export async function findDutyCounts(db: Db): Promise<DutyCounts> {
  const [credits, reports, deliveries] = await Promise.all([
    db
      .selectFrom('creditRequest')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('stage', 'in', ['submitted', 'in-review'])
      .where('direction', '=', 'we-owe')
      .executeTakeFirstOrThrow(),
    db
      .selectFrom('reportRequest')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('stage', '=', 'submitted')
      .executeTakeFirstOrThrow(),
    db
      .selectFrom('delivery')
      .select((eb) => ['state', eb.fn.countAll<number>().as('count')])
      .where('state', 'in', ['failed', 'kept'])
      .groupBy('state')
      .execute(),
  ]);
  const countOf = (state: string): number => deliveries.find((row) => row.state === state)?.count ?? 0;
  return {
    credits: credits.count,
    reports: reports.count,
    failedDeliveries: countOf('failed'),
    keptMails: countOf('kept'),
  };
}
