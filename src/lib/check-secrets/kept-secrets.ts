import type { OpenTarget, SplitTarget } from './target-secrets.ts';

/** Fields that say where a target is and how it is known to be the one, in the words that targets use; headers in any case. */
const PLACE =
  /^(?:(?:url|host|port|server|address|resolver|proxy|domain|security|tls|authorities)|.*(?:Url|Host|Port|Server|Address|Security))$/;
const PLACE_IN_ANY_CASE = /^(?:host|x-forwarded-host|forwarded)$/i;

/** Where a kept secret would be sent to another place than it was given for: the field that moved, and what to do. */
export function findMovedSecrets(
  before: OpenTarget,
  after: OpenTarget,
  kept: readonly string[],
): { readonly field: string; readonly sentence: string } | undefined {
  const [field] = kept;
  if (field === undefined) return undefined;
  const moved = placesOf(before) !== placesOf(after);
  return moved
    ? {
        field,
        sentence: 'The check goes to another place now, or trusts it otherwise: type this secret again, or remove it.',
      }
    : undefined;
}

/** The target with the secrets that were typed and those that are kept. */
export function mergeSecrets(typed: SplitTarget, stored: OpenTarget, kept: readonly string[]): OpenTarget {
  const old = Object.entries(stored).filter(([name]) => kept.includes(name));
  return { ...typed.open, ...Object.fromEntries(old), ...typed.secrets };
}

function placesOf(value: unknown, name = ''): string {
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => placesOf(inner, key))
      .filter(Boolean)
      .join('\n');
  }
  if (!(PLACE.test(name) || PLACE_IN_ANY_CASE.test(name)) || value === undefined) return '';
  return `${name}=${origin(String(value))}`;
}

/** Another page of the same server is the same place. */
function origin(text: string): string {
  const url = URL.parse(text);
  return url && url.origin !== 'null' ? url.origin : text;
}
