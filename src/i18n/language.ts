import { LANGUAGES, type Language } from '#domain/words';

/** The language a public page is written in; it stands in the path. */
export function languageOf(pathname: string): Language {
  return pathname === '/fr' || pathname.startsWith('/fr/') ? 'fr' : 'en';
}

/** A path without its language: `/fr/history` → `/history`. */
export function neutralPath(pathname: string): string {
  if (languageOf(pathname) === 'en') return pathname;
  return pathname.slice('/fr'.length) || '/';
}

/** A neutral path in a language: `/history` → `/fr/history`. */
export function pathIn(lang: Language, path: string): string {
  if (lang === 'en') return path;
  return path === '/' ? '/fr' : `/fr${path}`;
}

export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: 'English', fr: 'Français' };

export interface LocalText {
  readonly text: string;
  readonly lang: Language;
}

/** A text kept in several languages, in the wanted one or else in one there is. */
export function localText(texts: Readonly<Partial<Record<Language, string>>>, wanted: Language): LocalText {
  const lang = [wanted, ...LANGUAGES].find((one) => texts[one]);
  return lang ? { text: texts[lang] ?? '', lang } : { text: '', lang: wanted };
}
