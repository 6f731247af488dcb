import { addDays, dayStart, type Instant, isDay } from '#domain/time';

/** What of the log is asked for, as it stands in the address. */
export interface AuditFilter {
  /** `kind` or `kind:id` of what was changed. */
  readonly subject: string;
  /** The id of who did it. */
  readonly person: string;
  readonly from: string;
  readonly to: string;
}

/** Reads the filter of an address; what is no day is no bound. */
export function readAuditFilter({ searchParams }: URL): AuditFilter {
  const text = (name: string): string => (searchParams.get(name) ?? '').trim().slice(0, 200);
  const day = (name: string): string => (isDay(text(name)) ? text(name) : '');
  return { subject: text('subject'), person: text('person'), from: day('from'), to: day('to') };
}

export interface AuditBounds {
  readonly subjectKind?: string;
  readonly subjectId?: string;
  readonly actorId?: string;
  readonly since?: Instant;
  readonly until?: Instant;
}

/** The filter as the query takes it: days are in UTC, the last one included. */
export function auditBounds({ subject, person, from, to }: AuditFilter): AuditBounds {
  const [kind = '', id = ''] = subject.split(/:(.*)/s);
  return {
    ...(kind === '' ? {} : { subjectKind: kind }),
    ...(id === '' ? {} : { subjectId: id }),
    ...(person === '' ? {} : { actorId: person }),
    ...(from === '' ? {} : { since: dayStart(from, 'UTC') }),
    ...(to === '' ? {} : { until: dayStart(addDays(to, 1), 'UTC') }),
  };
}

/** The filter for an address, with changes. */
export function auditQuery(filter: AuditFilter, more: Readonly<Record<string, string>> = {}): string {
  const pairs = Object.entries({ ...filter, ...more }).filter(([, value]) => value !== '');
  return new URLSearchParams(pairs).toString();
}
