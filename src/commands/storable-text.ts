/** What a target said, as both databases take it: PostgreSQL stores no zero character, and would refuse all that is written with it. */
export function storableText(text: string | null): string | null {
  return text === null ? null : text.replaceAll('\0', '\ufffd');
}
