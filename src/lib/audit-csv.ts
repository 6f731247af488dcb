import { type Instant, toIso } from '#domain/time';
import type { Language } from '#domain/words';
import { nameOrRemoved } from '#i18n/removed-name';
import { writeCsv } from './csv.ts';

interface Line {
  readonly at: Instant;
  readonly actorKind: string;
  readonly actorName: string | null;
  readonly blankedAt: Instant | null;
  readonly organizationName: string | null;
  readonly action: string;
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

const HEAD = ['at', 'by', 'by-kind', 'organization', 'action', 'subject', 'subject-id', 'detail'];

/** Lines of the log for a spreadsheet, the latest first. */
export function auditCsv(lines: readonly Line[], lang: Language): string {
  const rows = lines.map((line) => [
    toIso(line.at),
    nameOrRemoved(line, lang),
    line.actorKind,
    line.organizationName ?? '',
    line.action,
    line.subjectKind,
    line.subjectId,
    JSON.stringify(line.detail),
  ]);
  return writeCsv([HEAD, ...rows], { delimiter: lang === 'fr' ? ';' : ',' });
}
