const LONGEST = 60;

/** A short name for addresses out of a name people read; numbered where it is taken. */
export function freeSlug(name: string, taken: ReadonlySet<string>): string {
  const words = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .match(/[a-z0-9]+/g) ?? ['new'];
  const base = words.join('-').slice(0, LONGEST).replace(/-$/, '');
  let slug = base;
  for (let no = 2; taken.has(slug); no += 1) slug = `${base}-${no}`;
  return slug;
}
