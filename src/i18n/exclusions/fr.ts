import type { ExclusionMessages } from './messages.ts';

export const fr: ExclusionMessages = {
  title: 'Temps retiré',
  intro:
    'Nous ne comptons pas ce temps comme interruption dans ce contrat. Qui l’a décidé et pourquoi reste lisible ici, même s’il compte de nouveau.',
  introProvider:
    'Le fournisseur ne compte pas ce temps comme interruption. Ce qu’il a dit reste lisible ici, même si ce temps compte de nouveau.',
  everyService: 'Tous les services',
  span: (from, to, zone) => `du ${from} au ${to} (${zone})`,
  takenOut: (by, day) => `Retiré par ${by} le ${day}.`,
  takenOutByProvider: (provider, recordedBy, day) =>
    `Retiré par ${provider}\u202f; consigné par ${recordedBy} le ${day}.`,
  countsAgain: (by, day) => `Compte de nouveau depuis le ${day}, par ${by}\u202f:`,
};
