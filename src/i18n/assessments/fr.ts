import type { AssessmentCause } from '#domain/credits/assessment-cause';
import type { AssessmentMessages, BundleFacts } from './messages.ts';

export const fr: AssessmentMessages = {
  life: {
    open: (until) => `Cette période est ouverte jusqu’au ${until}.`,
    certain: (credit) => `Acquis d’après ce qui est consigné : ${credit}.`,
    certainNothing: 'Rien n’est acquis pour le moment.',
    mayRise: (until) => `Toute indisponibilité jusqu’au ${until} peut encore l’augmenter.`,
    closing: 'Cette période est close. Son résultat sera figé dans quelques minutes.',
    frozen: (day, revision) =>
      revision === 1
        ? `Figé le ${day}.`
        : `Figé le ${day} sous le numéro ${revision} ; les évaluations antérieures restent lisibles.`,
    confirmed: (day, cause) => `Réévalué le ${day} avec le même résultat (${cause}).`,
    earlier: (revision) => `Ceci est l’évaluation ${revision}. Une évaluation ultérieure l’a remplacée.`,
    toCurrent: 'Vers celle qui vaut',
  },
  history: {
    title: 'Ce qui a changé',
    intro:
      'Une correction n’efface jamais un résultat : la période est réévaluée, et les anciens chiffres restent à côté des nouveaux.',
    revision: (revision) => `évaluation ${revision}`,
    service: 'Service',
    uptime: 'Disponibilité',
    owed: 'Dû',
    before: 'Avant',
    after: 'Après',
    nothing: 'rien',
    heading: (day, cause) => `${day} : ${cause}`,
    see: 'Voir l’ancien calcul',
    noFigures: 'Les chiffres restent les mêmes ; les heures ou les sources ont changé.',
    cause: causeOf,
  },
  proposal: {
    title: 'Ce que cela change dans le registre',
    intro: 'Un crédit a été accordé sur une évaluation antérieure. Rien ne change de soi-même : une personne décide.',
    what: 'Proposition',
    credited: 'Crédité',
    target: 'Selon la nouvelle évaluation',
    stage: 'Décision',
    decide: 'Décider',
    line: (service, what) => `${service} : ${what}`,
    kinds: { 'top-up': (credit) => `${credit} de plus`, reversal: (credit) => `${credit} à reprendre` },
    stages: {
      open: 'En attente',
      accepted: 'Acceptée',
      dismissed: 'Écartée',
      overtaken: 'Dépassée par un changement ultérieur',
    },
    claim: (no) => `demande ${no}`,
  },
  question: {
    title: 'Les questions qui trancheraient',
    intro:
      'Le résultat dépend de faits qui ne sont pas consignés ici. Copiez ces questions et envoyez-les au fournisseur.',
    label: 'Questions à copier',
    heading: ({ service, month, zone }) => `${service}, ${month} (heures dans ${zone})`,
    ask: {
      'own-error-share': (above) =>
        `Quelle part des requêtes de notre propre domaine a échoué ? Le contrat compte au-delà de ${above} %. Merci de l’indiquer minute par minute.`,
      'own-affected': () => 'Nos propres utilisateurs ont-ils été touchés, et de quand à quand ?',
      'own-user-minutes': () => 'Combien de nos utilisateurs ont été touchés, et pendant combien de minutes chacun ?',
      'own-error-rates': () =>
        'Quel a été le taux d’erreur de nos propres requêtes dans chaque intervalle du contrat ?',
      'maintenance-announced-at': 'Quand et de quelle manière la maintenance nous a-t-elle été annoncée ?',
      'maintenance-in-contract':
        'Quelle clause du contrat dit si une maintenance annoncée compte comme indisponibilité ?',
      other: (fact) => `Merci d’indiquer : ${fact}`,
    },
    times: (times) => `Cela concerne : ${times.join(' ; ')}.`,
  },
  bundle: {
    link: 'Télécharger les preuves (ZIP)',
    hint: 'Pannes et leurs révisions, conditions, mesures, tickets et chaque étape : de quoi obtenir les mêmes chiffres sur une autre machine.',
    readme,
  },
};

function causeOf(cause: AssessmentCause, serviceName: (id: string) => string): string {
  switch (cause.kind) {
    case 'window-closed':
      return 'la période s’est close';
    case 'outage': {
      const what = { added: 'ajoutée après coup', corrected: 'corrigée', retracted: 'retirée' } as const;
      return `une panne de ${serviceName(cause.serviceId)} a été ${what[cause.change]}`;
    }
    case 'gap':
      return `on sait depuis quand ${serviceName(cause.serviceId)} n’a pas été mesuré`;
    case 'feed':
      return `on sait maintenant ce que le fournisseur déclare au sujet de ${serviceName(cause.serviceId)}`;
    case 'contract':
      if (cause.change === 'arithmetic') return 'de telles conditions sont calculées plus exactement qu’avant';
      return cause.change === 'fee' ? 'la redevance du contrat a changé' : 'le contrat a changé';
    case 'maintenance':
      return 'une maintenance a changé';
    case 'exclusion':
      return cause.change === 'decided' ? 'une exclusion a été décidée' : 'une exclusion a été annulée';
    case 'several':
      return new Intl.ListFormat('fr').format(cause.causes.map((one) => causeOf(one, serviceName)));
  }
}

function readme(facts: BundleFacts): string {
  const { counterparty, month, zone, from, to, policy, version, frozen, evidenceHash, ledgerHead } = facts;
  return `PREUVES D’UNE ÉVALUATION DE SLA

Contrat avec :          ${counterparty}
Période :               ${month} (${zone}), de ${from} jusqu’avant ${to}
Conditions :            ${policy}, version ${version}
État :                  ${frozen ? `évaluation ${frozen.revision}, figée à ${frozen.at}` : 'ouverte : d’autres indisponibilités peuvent s’ajouter'}
Empreinte des preuves : ${evidenceHash}
Registre :              ${ledgerHead ? `écriture ${ledgerHead.seq}, empreinte ${ledgerHead.hash}` : 'aucune écriture sous ce contrat'}

Fichiers
  arithmetic.txt   chaque étape du calcul, en anglais et en français
  assessment.json  le résultat pour les programmes
  evidence.json    ce sur quoi repose le calcul : conditions, pannes, temps non mesurés ; aussi révisions, mesures, tickets
  outages.csv      les pannes sous forme de tableau
  hashes.txt       SHA-256 de chaque fichier

Pour vérifier
  sha256sum --check hashes.txt
  npm run -s cli -- assess --evidence CE-FICHIER.zip
La seconde commande refait le calcul à partir du seul evidence.json et dit où un fichier ou un chiffre diffère.

Ce qu’elles ne prouvent pas
  Un tableau de bord voit les services de l’extérieur. Les contrats parlent souvent des requêtes d’un seul client : ce qu’on n’en sait
  pas figure parmi les hypothèses. Qui doute que ce fichier soit celui qui a été remis compare l’empreinte à celle de la page.
`;
}
