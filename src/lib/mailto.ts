/** Longer addresses are cut or refused by mail programs. */
const LONGEST_LINK = 1_900;

/**
 * A link that opens the mail program with subject and text; without the text where both together would be too long.
 * Nothing of it can name a recipient or a further header.
 */
export function mailtoLink(mail: { readonly subject: string; readonly body: string }): {
  readonly href: string;
  readonly withBody: boolean;
} {
  const subject = encode(mail.subject.replaceAll(/[\r\n]+/g, ' '));
  const whole = `mailto:?subject=${subject}&body=${encode(mail.body.replaceAll(/\r?\n/g, '\r\n'))}`;
  if (whole.length <= LONGEST_LINK) return { href: whole, withBody: true };
  return { href: `mailto:?subject=${subject}`, withBody: false };
}

/** `encodeURIComponent` refuses half a surrogate pair. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replaceAll("'", '%27');
}
