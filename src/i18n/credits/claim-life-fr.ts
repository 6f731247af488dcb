import type { ClaimLifeMessages } from './claim-life.ts';

const N = '\u202f';
const days = (count: number): string => (count === 1 ? '1 jour' : `${count} jours`);

export const claimLifeFr: ClaimLifeMessages = {
  clock: {
    decideBy: 'Décision attendue le',
    applyBy: 'À imputer avant la fin du',
    sendBy: 'À envoyer avant la fin du',
    paused: 'Le délai est suspendu tant qu’une question attend sa réponse.',
    overdue: (count) => `en retard de ${days(count)}`,
    daysLeft: (count) => `encore ${days(count)}`,
    today: 'aujourd’hui',
    creditedOn: 'Imputé en entier',
    lapsedOn: (day) => `éteint depuis le ${day}`,
    strictPassed: (day) => `le ${day} est passé${N}: à temps seulement selon l’autre lecture`,
  },
  story: {
    title: 'Questions et réponses',
    question: 'Question',
    answer: 'Réponse',
    appeal: 'Recours',
    supplement: 'Ajout',
  },
  reply: {
    title: 'Répondre à la question',
    label: 'Votre réponse',
    send: 'Envoyer la réponse',
    done: 'Votre réponse est envoyée. Le délai de décision court de nouveau.',
  },
  appeal: {
    title: 'Contester cette réponse',
    hint: (day) => `Une seule fois, jusqu’au ${day} inclus. Une personne qui n’a pas pris part à cette réponse décide.`,
    label: 'En quoi la réponse est erronée',
    begin: (asked, given) =>
      given === null
        ? `Nous avions demandé ${asked} et la demande a été refusée. Nous la maintenons, car `
        : `Nous avions demandé ${asked}\u202f; ${given} ont été accordés. Nous demandons le reste, car `,
    send: 'Envoyer le recours',
    done: 'Votre recours est envoyé. La demande est de nouveau examinée.',
    pending: `Cette demande fait l’objet d’un recours${N}: une personne qui n’a pas pris part à la première réponse décide.`,
  },
  decisions: {
    title: 'Réponses données',
    first: 'Première réponse',
    second: 'Réponse au recours',
    granted: (sum) => `${sum} accordés`,
    declined: 'refusée',
  },
  held: `Le mois n’est pas terminé. La demande attend sa fin${N}; le calcul est alors refait, et elle continue d’elle-même.`,
  figures: {
    risen: (sum) => `Il est dû aujourd’hui davantage que demandé${N}: ${sum}.`,
    take: 'Prendre le nouveau chiffre',
    taken: 'La demande porte maintenant sur le nouveau chiffre.',
    moreTitle: 'Ajouter des services de ce mois',
    moreHint: 'Ils rejoignent cette demande et sont décidés avec elle.',
    add: 'Ajouter à la demande',
  },
  draft: {
    save: 'Enregistrer un brouillon',
    saved: 'Le brouillon est enregistré. Rien n’est encore demandé, et le délai continue de courir.',
    resumed: 'Ceci est votre brouillon. Il n’est envoyé que lorsque vous demandez le crédit.',
    discard: 'Jeter le brouillon',
    discarded: 'Le brouillon est jeté.',
    title: 'Vos brouillons',
    savedAt: 'enregistré',
    goOn: 'continuer',
  },
  files: {
    title: 'Pièces jointes',
    none: 'Aucun fichier n’est joint.',
    choose: 'Fichier',
    hint: `Texte, journal, JSON, HAR, CSV, PNG, JPEG ou PDF, au plus 5${N}Mo chacun et 20${N}Mo ensemble. Les en-têtes de connexion des fichiers texte et HAR sont masqués.`,
    add: 'Joindre le fichier',
    added: 'Le fichier est joint.',
    redacted: (count) => (count === 1 ? '1 secret masqué' : `${count} secrets masqués`),
    remove: 'Retirer',
    removed: 'Le fichier est retiré.',
    addedBy: 'par',
  },
};
