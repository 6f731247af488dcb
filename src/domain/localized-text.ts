import type { Language } from './words.ts';

/** A name or description in the languages it was written in. */
export type LocalizedText = Readonly<Partial<Record<Language, string>>>;
