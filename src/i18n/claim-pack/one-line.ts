/** Somebody's words on one line, without control characters: they can start no new line, header or field. */
export function oneLine(text: string): string {
  return text
    .replaceAll(/[\s\p{Cc}\p{Zl}\p{Zp}]+/gu, (gap) => (gap === '\u202f' || gap === '\u00a0' ? gap : ' '))
    .trim();
}
