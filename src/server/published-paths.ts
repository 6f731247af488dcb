const LANGUAGE = '(?:/fr)?';
const PUBLISHED = [
  '(?:/|/fr)',
  `${LANGUAGE}/history(?:/\\d{4}-\\d{2})?`,
  `${LANGUAGE}/history\\.(?:atom|rss)`,
  `${LANGUAGE}/services/[a-z0-9][a-z0-9-]{0,79}`,
  `${LANGUAGE}/incidents/[A-Za-z0-9][A-Za-z0-9_-]{0,79}(?:/sla)?`,
].map((pattern) => new RegExp(`^${pattern}$`));

/** Kept ready from the first moment, before anyone asks. */
export const EAGER_PATHS = [
  '/',
  '/fr',
  '/history',
  '/fr/history',
  '/history.atom',
  '/history.rss',
  '/fr/history.atom',
  '/fr/history.rss',
] as const;

/** Whether a path is published: the same for every visitor, without cookies and without its query string. */
export function isPublishedPath(pathname: string): boolean {
  return PUBLISHED.some((pattern) => pattern.test(pathname));
}
