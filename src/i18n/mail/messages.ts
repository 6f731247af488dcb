import type { Letter, LetterText } from '#domain/letters';
import type { Language } from '#domain/words';
import { en, type MailMessages } from './en.ts';
import { fr } from './fr.ts';

const MESSAGES: Readonly<Record<Language, MailMessages>> = { en, fr };

/** A letter in a language. */
export function wordLetter(letter: Letter, lang: Language): LetterText {
  // The table has one function per kind, each for letters of its own kind.
  const word = MESSAGES[lang].letters[letter.kind] as (letter: Letter) => LetterText;
  return word(letter);
}

export function mailFooter(siteName: string, lang: Language): string {
  return MESSAGES[lang].footer(siteName);
}
