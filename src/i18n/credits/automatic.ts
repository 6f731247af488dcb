import type { Language } from '#domain/words';

/** The reason that stands with a credit the terms give by themselves. */
export const AUTOMATIC_REASONS: Readonly<Record<Language, string>> = {
  en: 'The agreement grants this credit without a request.',
  fr: 'Le contrat accorde ce crédit sans demande.',
};
