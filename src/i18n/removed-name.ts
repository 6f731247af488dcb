import type { Instant } from '#domain/time';
import type { Language } from '#domain/words';
import { formatDate } from './format.ts';

/** Who did it; once the name was removed, on which day. */
export function nameOrRemoved(
  entry: { readonly actorName: string | null; readonly blankedAt: Instant | null },
  lang: Language,
): string {
  if (entry.actorName !== null) return entry.actorName;
  if (entry.blankedAt === null) return '–';
  const day = formatDate(entry.blankedAt, lang);
  return lang === 'fr' ? `nom supprimé le ${day}` : `name removed on ${day}`;
}
