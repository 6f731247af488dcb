import type { Language } from '#domain/words';

/** The words of the filter above the audit log. */
export interface AuditFilterMessages {
  readonly from: string;
  readonly to: string;
  readonly show: string;
  readonly all: string;
  readonly csv: string;
  readonly onlyPerson: string;
  readonly onlySubject: string;
  readonly none: string;
}

const MESSAGES: Readonly<Record<Language, AuditFilterMessages>> = {
  en: {
    from: 'From',
    to: 'To',
    show: 'Show',
    all: 'Show everything',
    csv: 'Download as CSV',
    onlyPerson: 'Only what one person did.',
    onlySubject: 'Only what was done to one thing.',
    none: 'Nothing was written down that fits.',
  },
  fr: {
    from: 'Du',
    to: 'Au',
    show: 'Afficher',
    all: 'Tout afficher',
    csv: 'Télécharger en CSV',
    onlyPerson: 'Uniquement les actions d’une personne.',
    onlySubject: 'Uniquement ce qui concerne un même objet.',
    none: 'Rien de tel n’a été consigné.',
  },
};

export function auditFilterMessages(lang: Language): AuditFilterMessages {
  return MESSAGES[lang];
}
