import type { IncidentMessages, Names } from './en.ts';

function needing({ count }: Names): string {
  return count > 1 ? 'qui ont besoin de' : 'qui a besoin de';
}

export const fr: IncidentMessages = {
  title: {
    degraded: (names) => `Perturbations\u202f: ${names}`,
    down: (names) => `Panne\u202f: ${names}`,
    both: (down, degraded) => `Panne\u202f: ${down}\u202f; perturbations\u202f: ${degraded}`,
  },
  unnamed: 'un service',
  others: (count) => (count === 1 ? '1 autre service' : `${count} autres services`),
  failing: {
    degraded: (names) => `Nos vérifications constatent des perturbations pour ${names}. Nous recherchons la cause.`,
    down: (names) => `Nos vérifications échouent pour ${names}. Nous recherchons la cause.`,
  },
  brief: {
    degraded: (names) =>
      `Nos vérifications ont constaté pendant un moment des perturbations pour ${names}. L’incident est terminé.`,
    down: (names) =>
      `Nos vérifications ont échoué pendant un moment pour ${names} et réussissent de nouveau. L’incident est terminé.`,
  },
  joined: {
    degraded: (names) => `Nos vérifications constatent également des perturbations pour ${names}.`,
    down: (names) => `Nos vérifications échouent également pour ${names}.`,
  },
  again: {
    degraded: (names) => `Nos vérifications constatent de nouveau des perturbations pour ${names}.`,
    down: (names) => `Nos vérifications échouent de nouveau pour ${names}.`,
  },
  worse: ({ text, count }) =>
    `La situation s’aggrave\u202f: ${text} ${count > 1 ? 'sont' : 'est'} maintenant en panne.`,
  flapping: ({ text, count }, times) =>
    `Instable\u202f: ${times} fois. ${text}\u202f: les pannes vont et viennent. Chaque panne est comptée à part\u202f; nous le dirons dès que ${count > 1 ? 'les services seront stables' : 'le service sera stable'}.`,
  explained: {
    degraded: (names, causes) =>
      `Nos vérifications constatent également des perturbations pour ${names.text}, ${needing(names)} ${causes.text}.`,
    down: (names, causes) =>
      `Nos vérifications échouent également pour ${names.text}, ${needing(names)} ${causes.text}.`,
  },
  partly: {
    recovered: ({ text, count }) => `${text} ${count > 1 ? 'fonctionnent' : 'fonctionne'} de nouveau.`,
    mistaken: ({ text }) =>
      `L’erreur venait de notre propre mesure\u202f: nos vérifications de ${text} ne voyaient plus rien. La panne annoncée est retirée.`,
    merged: ({ text }) => `La panne de ${text} fait partie d’un incident antérieur, qui la poursuit.`,
    uncounted: ({ text }) =>
      `Selon la règle de ${text}, ce que nos vérifications ont constaté n’est pas une panne. La panne annoncée est retirée.`,
    unwatched: ({ text }) => `Nous ne surveillons plus ${text} de la manière qui l’avait révélé.`,
  },
  still: {
    down: ({ text, count }) => `${text} ${count > 1 ? 'sont' : 'est'} toujours en panne.`,
    degraded: ({ text, count }) => `${text} ${count > 1 ? 'restent dégradés' : 'reste dégradé'}.`,
  },
  last: {
    recovered: (names) => `Nos vérifications réussissent de nouveau pour ${names}. L’incident est terminé.`,
    mistaken: (names) =>
      `L’erreur venait de notre propre mesure\u202f: nos vérifications de ${names} ne voyaient plus rien. La panne annoncée est retirée.`,
    merged: (names) => `Cet incident fait partie d’un incident antérieur (${names}), qui le poursuit.`,
    uncounted: (names) =>
      `Selon la règle de ${names}, ce que nos vérifications ont constaté n’est pas une panne. La panne annoncée est retirée.`,
    unwatched: (names) => `Nous ne surveillons plus ${names} de la manière qui l’avait révélé. L’incident est clos.`,
  },
};
