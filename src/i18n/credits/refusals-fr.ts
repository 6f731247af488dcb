import type { CreditRefusals } from './refusals.ts';

const N = '\u202f';

export const refusalsFr: CreditRefusals = {
  noContract: 'Ce contrat n’existe pas.',
  noWindow: 'Le contrat ne comprend pas ce mois.',
  noService: 'Ce contrat ne couvre pas ce service.',
  noTicket: 'Votre organisation n’a pas de ticket à ce numéro.',
  noRequest: 'Cette demande n’existe pas.',
  notAsker: 'Seul un administrateur de l’organisation peut le faire.',
  chooseService: 'Choisissez au moins un service.',
  notCovered: (service) => `Les conditions de ce contrat ne couvrent pas ${service}.`,
  notMeasured: (service) =>
    `${service} n’a pas été mesuré ce mois-là${N}: rien ne peut être calculé. Signalez la panne dans un ticket.`,
  notOwed: (service) => `Rien n’est dû pour ${service} ce mois-ci. Le calcul montre pourquoi.`,
  lapsed: (service, day, zone) =>
    `Le crédit pour ${service} pouvait être demandé jusqu’au ${day} inclus (${zone}). Ce jour est passé.`,
  asked: (service, no) => `Le crédit pour ${service} a déjà été demandé, dans la demande ${no}.`,
  askedJustNow: 'Le crédit pour l’un de ces services vient déjà d’être demandé.',
  noteNeeded: 'Indiquez dans la note le fait qui manque\u202f: la réponse en dépend.',
  usersWrong: 'Indiquez le nombre d’utilisateurs touchés en chiffres, ou laissez vide.',
  noteTooLong: 'La note ne doit pas dépasser 5\u202f000 caractères.',
  alreadyAnswered: 'Cette demande a déjà reçu sa réponse.',
  alreadyWithdrawn: 'Cette demande a été retirée.',
  amountWrong: 'Un montant est un nombre simple dans son unité, par exemple 3 jours ou 10\u202f%.',
  amountsNeeded: 'Indiquez combien le fournisseur accorde, ou notez qu’il a refusé.',
  questionNeeded: 'Écrivez ce que vous voulez savoir.',
  replyNeeded: 'Écrivez la réponse à la question.',
  appealNeeded: 'Dites en quoi la réponse est erronée.',
  textTooLong: 'Le texte ne doit pas dépasser 5\u202f000 caractères.',
  nothingAfterAll: 'Le mois est terminé, et finalement rien n’est dû, car\u202f:',
  contractEnded: 'Le contrat a pris fin avant le début de cette période\u202f: rien n’est dû à ce titre.',
  otherUnit:
    'Désormais, les conditions comptent cette période dans une autre unité. Retirez cette demande et faites-en une nouvelle.',
  nothingNew: 'Rien n’a changé depuis la demande.',
  noDraft: 'Vous n’avez pas de brouillon de ce nom.',
};
