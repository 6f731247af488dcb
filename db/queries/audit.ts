import type { ExpressionBuilder } from 'kysely';
import type { Db } from '#db/connect';
import type { Database } from '#db/schema';
import type { AuditEntryTable } from '#db/schema/installation';
import type { Instant } from '#domain/time';

export interface AuditLine {
  readonly id: string;
  readonly at: Instant;
  readonly actorKind: AuditEntryTable['actorKind'];
  readonly actorId: string | null;
  /** Null once it was removed. */
  readonly actorName: string | null;
  readonly blankedAt: Instant | null;
  readonly organizationId: string | null;
  readonly organizationName: string | null;
  readonly action: string;
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Where a page of the log begins: after this line, going back in time. */
export interface AuditCursor {
  readonly at: Instant;
  readonly id: string;
}

export interface AuditPage {
  readonly lines: readonly AuditLine[];
  readonly next: AuditCursor | undefined;
}

export interface AuditFilter {
  readonly organizationId?: string | undefined;
  readonly after?: AuditCursor | undefined;
  readonly subjectKind?: string | undefined;
  readonly subjectId?: string | undefined;
  /** Who did it; found also after the name was removed. */
  readonly actorId?: string | undefined;
  readonly since?: Instant | undefined;
  readonly until?: Instant | undefined;
  /** Actions that are left out. */
  readonly except?: readonly string[] | undefined;
  readonly limit?: number;
}

/** The log, the latest first, of everything or of one organisation. */
export async function listAuditLines(db: Db, filter: AuditFilter): Promise<AuditPage> {
  const { organizationId, after, limit = 50, subjectKind, subjectId, actorId, since, until, except } = filter;
  let query = db
    .selectFrom('auditEntry')
    .leftJoin('personalText', 'personalText.entryId', 'auditEntry.id')
    .leftJoin('organization', 'organization.id', 'auditEntry.organizationId')
    .select([
      'auditEntry.id',
      'at',
      'actorKind',
      'actorId',
      'personalText.name as actorName',
      'personalText.body',
      'personalText.blankedAt',
      'auditEntry.organizationId',
      'organization.name as organizationName',
      'action',
      'subjectKind',
      'subjectId',
      'detail',
    ])
    .orderBy('at', 'desc')
    .orderBy('auditEntry.id', 'desc')
    .limit(limit + 1);
  if (organizationId !== undefined) query = query.where('auditEntry.organizationId', '=', organizationId);
  if (subjectKind !== undefined) query = query.where('subjectKind', '=', subjectKind);
  if (subjectId !== undefined) query = query.where('subjectId', '=', subjectId);
  if (actorId !== undefined) query = query.where('actorId', '=', actorId);
  if (since !== undefined) query = query.where('at', '>=', since);
  if (until !== undefined) query = query.where('at', '<', until);
  if (except) query = query.where('action', 'not in', except);
  if (after) query = query.where((eb) => isBefore(eb, after));
  const rows = await query.execute();
  const lines = rows.slice(0, limit).map(({ body, ...row }) => ({
    ...row,
    detail: { ...JSON.parse(row.detail), ...JSON.parse(body ?? '{}') },
  }));
  const last = lines.at(-1);
  return { lines, next: rows.length > limit && last ? { at: last.at, id: last.id } : undefined };
}

/** What operators write to each other before an answer: the answer itself has a line of its own. */
const AMONG_OPERATORS = ['propose-credit', 'send-back-credit', 'take-back-credit'];

/** The log of one organisation, for its own people; without what operators say among themselves. */
export function listOwnAuditLines(
  db: Db,
  scope: { readonly organizationId: string },
  filter: Omit<AuditFilter, 'organizationId' | 'except'>,
): Promise<AuditPage> {
  return listAuditLines(db, { ...filter, organizationId: scope.organizationId, except: AMONG_OPERATORS });
}

function isBefore(eb: ExpressionBuilder<Database, 'auditEntry'>, { at, id }: AuditCursor) {
  return eb.or([eb('auditEntry.at', '<', at), eb.and([eb('auditEntry.at', '=', at), eb('auditEntry.id', '<', id)])]);
}
