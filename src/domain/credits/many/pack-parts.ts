/** A file of packs is made in memory: no more than so many claims go into one. */
export const PACKS_PER_FILE = 100;

export interface PackPart {
  /** From 1 on. */
  readonly no: number;
  /** The place of its first and last claim among all, from 1 on. */
  readonly from: number;
  readonly to: number;
  readonly claims: readonly number[];
}

/** The claims against providers that a step made, in files of a bounded size, by number. */
export function packParts(items: readonly { readonly requestNos: readonly number[] }[]): PackPart[] {
  const claims = [...new Set(items.flatMap(({ requestNos }) => requestNos))].toSorted((a, b) => a - b);
  return Array.from({ length: Math.ceil(claims.length / PACKS_PER_FILE) }, (_, index) => {
    const own = claims.slice(index * PACKS_PER_FILE, (index + 1) * PACKS_PER_FILE);
    const from = index * PACKS_PER_FILE + 1;
    return { no: index + 1, from, to: from + own.length - 1, claims: own };
  });
}
