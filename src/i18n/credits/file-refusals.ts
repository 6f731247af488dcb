import type { Language } from '#domain/words';

/** Why a file is not taken. */
export interface FileRefusals {
  readonly empty: string;
  readonly tooLarge: string;
  readonly ending: (name: string) => string;
  readonly content: (name: string) => string;
  readonly claimFull: string;
  readonly quota: string;
  readonly noFile: string;
  readonly kept: string;
}

const en: FileRefusals = {
  empty: 'This file is empty.',
  tooLarge: 'A file may have at most 5 MB. Cut it to the part that matters.',
  ending: (name) => `“${name}” is not a kind of file that is taken: txt, log, json, har, csv, png, jpg or pdf.`,
  content: (name) => `“${name}” does not contain what its name says, or more than that.`,
  claimFull: 'The files of one claim may have at most 20 MB together.',
  quota: 'Your organisation has no room left for files. Ask the operators.',
  noFile: 'There is no such file.',
  kept: 'What was sent with a claim stays with it.',
};

const fr: FileRefusals = {
  empty: 'Ce fichier est vide.',
  tooLarge: 'Un fichier peut avoir au plus 5\u202fMo. Réduisez-le à la partie utile.',
  ending: (name) =>
    `«\u202f${name}\u202f» n’est pas d’un type accepté\u202f: txt, log, json, har, csv, png, jpg ou pdf.`,
  content: (name) => `«\u202f${name}\u202f» ne contient pas ce que son nom annonce, ou contient davantage.`,
  claimFull: 'Les fichiers d’une demande peuvent avoir au plus 20\u202fMo ensemble.',
  quota: 'Votre organisation n’a plus de place pour des fichiers. Adressez-vous aux opérateurs.',
  noFile: 'Ce fichier n’existe pas.',
  kept: 'Ce qui a été envoyé avec une demande y reste.',
};

const REFUSALS: Readonly<Record<Language, FileRefusals>> = { en, fr };

export function fileRefusals(lang: Language): FileRefusals {
  return REFUSALS[lang];
}
