/** A whole number of the address such as `12`; undefined for anything else. */
export function readNumber(text: string | null | undefined): number | undefined {
  return text && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
}
