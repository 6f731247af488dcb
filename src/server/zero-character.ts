/** As a form, an address or JSON spells it. */
const ZERO = /%00|\\u0000|\0/;
const TEXT = /^(?:application\/x-www-form-urlencoded|application\/(?:[\w.+-]+\+)?json|text\/plain)\b/i;

interface Sent {
  readonly search: string;
  readonly contentType: string | undefined;
  readonly body: Uint8Array | undefined;
}

/** Whether a request holds the one character that no database keeps; files may, texts may not. */
export function holdsZeroCharacter({ search, contentType, body }: Sent): boolean {
  if (ZERO.test(search)) return true;
  return body !== undefined && TEXT.test(contentType ?? '') && ZERO.test(Buffer.from(body).toString('latin1'));
}
