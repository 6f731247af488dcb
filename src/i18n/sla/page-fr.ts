import type { SlaPageMessages } from './page-messages.ts';

export const frPage: SlaPageMessages = {
  title: 'Ce que cette panne signifie pour un SLA',
  link: 'Ce que cela signifie pour un SLA',
  lead: (services) => `Ce qu’un contrat peut vous devoir pour la panne de ${services}, calculé pas à pas.`,
  assumption:
    'Les chiffres supposent que votre propre domaine a été touché du début à la fin. Une page d’état parle de tout le monde\u202f; seuls vos journaux, vos tickets et vos utilisateurs peuvent montrer que c’était vous.',
  nothing: 'Aucune panne n’est enregistrée pour cet incident\u202f: aucun contrat ne doit rien.',
  pick: 'Choisissez vos conditions',
  named: 'Conditions qui citent ces services',
  others: 'Autres conditions',
  othersNote:
    'Elles concernent d’autres services. Elles sont lues ici comme si elles couvraient ceux-ci\u202f: pour comparer, ou comme modèle pour vos propres conditions.',
  owes: (credit) => `Dû\u202f: ${credit}`,
  owesNothing: 'Rien',
  lapsed: (day, zone) => `Le dernier jour pour demander était le ${day} (${zone}).`,
  disputed: (first, last, zone) =>
    `Selon la lecture prudente, le dernier jour pour demander était le ${first}\u202f; selon une autre, c’est le ${last} (${zone}). Demandez tout de suite.`,
  depends: 'Ce dont cela dépend',
  dependsOn: [
    'que votre contrat ait ces conditions\u202f: un contrat particulier, ou une version plus ancienne, peut dire autre chose\u202f;',
    'que vos propres utilisateurs aient échoué, aussi nombreux et aussi longtemps que le texte le demande\u202f: gardez journaux d’erreurs, numéros de tickets et horaires\u202f;',
    'que rien de votre côté (réseau, appareil, réglage) n’en soit la cause.',
  ],
  steps: 'Comment c’est calculé',
  assumed: 'Ce qui est supposé',
  asIfCovered: 'Ces conditions ne sont pas faites pour ce service\u202f; elles sont lues comme si elles le couvraient.',
  askBy: (day, zone) =>
    `À demander avant la fin du ${day} (${zone}), ce jour compris. Un crédit vient rarement de lui-même.`,
  copy: 'Texte à copier',
  copyHint:
    'Complétez ce qui est entre crochets et envoyez-le à votre cocontractant\u202f: votre fournisseur ou votre revendeur.',
  portal: 'Demander dans l’espace client',
  portalNote: 'Si votre contrat est avec nous, l’espace client en connaît les conditions et demande pour vous.',
  noAdvice:
    'Ceci est un calcul, non un conseil juridique. Chaque condition figure avec sa source et le soin avec lequel elle a été vérifiée.',
  letter: ({ policy, services, day, window, spans, figures, url }) => [
    `Objet\u202f: demande de crédit SLA\u202f: ${services}, ${day}`,
    '',
    `Nous demandons le crédit de service que prévoit «\u202f${policy}\u202f» pour la période ${window}.`,
    '',
    'Domaine\u202f: [votre domaine]',
    'Numéro de client ou de compte\u202f: [votre numéro]',
    'Utilisateurs touchés\u202f: [combien sur combien]',
    '',
    'Interruption\u202f:',
    ...spans.map((span) => `- ${span}`),
    '',
    ...figures,
    '',
    'Ce que nous avons constaté\u202f: [erreurs, démarches, numéros de dossier]',
    `Relevé public de la panne\u202f: ${url}`,
    '',
    'Merci d’accuser réception et de nous dire quand vous déciderez.',
  ],
};
