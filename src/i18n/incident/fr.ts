import type { IncidentMessages } from './en.ts';

export const fr: IncidentMessages = {
  title: { degraded: (names) => `Perturbations : ${names}`, down: (names) => `Panne : ${names}` },
  unnamed: 'un service',
  others: (count) => (count === 1 ? '1 autre service' : `${count} autres services`),
  failing: (names) => `Nos vérifications échouent pour ${names}. Nous recherchons la cause.`,
  joined: (names) => `Nos vérifications échouent également pour ${names}.`,
  recovered: (names) => `Nos vérifications réussissent de nouveau pour ${names}. L’incident est terminé.`,
  flapping: (names, { times }) =>
    `Instable : ${times} fois. ${names} : les pannes vont et viennent. Chaque panne est comptée à part ; l’incident sera clos quand le service tiendra.`,
  explained: (names, { causes }) => `Nos vérifications échouent également pour ${names}, qui a besoin de ${causes}.`,
  mistaken: (names) =>
    `L’erreur venait de notre propre mesure : nos vérifications de ${names} ne voyaient plus rien. La panne annoncée est retirée.`,
  merged: (names) => `Cet incident fait partie d’un incident antérieur (${names}), qui le poursuit.`,
  uncounted: (names) =>
    `Selon la règle de ${names}, ce que nos vérifications ont constaté n’est pas une panne. La panne annoncée est retirée.`,
  unwatched: (names) => `Nous ne surveillons plus ${names} de la manière qui l’avait révélé. L’incident est clos.`,
};
