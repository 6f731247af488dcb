import type { Instant } from '#domain/time';
import type { Language } from '#domain/words';

/** A sentence whose parts may be an instant, or stand in another language than the sentence. */
export type RichPart =
  | string
  | { readonly text: string; readonly lang: Language }
  | { readonly text: string; readonly at: Instant };
export type Rich = readonly RichPart[];

/** The sentence as plain text. */
export function plainText(rich: Rich): string {
  return rich.map((part) => (typeof part === 'string' ? part : part.text)).join('');
}

/** Puts items between the words that a language joins a list with. */
export function richList(items: readonly (RichPart | Rich)[], lang: Language): Rich {
  const slots = items.map((_, index) => String(index));
  return new Intl.ListFormat(lang === 'en' ? 'en-GB' : lang, { type: 'conjunction' })
    .formatToParts(slots)
    .flatMap((part) => (part.type === 'element' ? (items[Number(part.value)] ?? []) : [part.value]));
}
