import type { ClaimReading } from '#domain/sla/policy';
import type { PackMessages } from './messages.ts';

const many = (count: number, one: string, more: string): string => `${count} ${count < 2 ? one : more}`;

export const fr: PackMessages = {
  subject: ({ domain, services, period, cases }) =>
    `Demande de crédit de service${domain ? ` pour ${domain}` : ''}\u202f: ${services}, ${period}${cases ? ` (dossier ${cases})` : ''}`,
  opening: ({ policy, period, domain }) =>
    `Nous demandons le crédit de service prévu par le ${policy} pour la période ${period}${domain ? `, pour le domaine ${domain}` : ''}. Vous trouverez ci-dessous ce que nous savons et notre calcul.`,
  openingReseller: ({ reseller, provider, policy, period }) =>
    `Nous achetons les services de ${provider} par l’intermédiaire de ${reseller}. Merci de transmettre à temps à ${provider} cette demande de crédit au titre du ${policy} pour la période ${period}, et de nous communiquer son numéro de dossier.`,
  early: (end) => `La période n’est pas terminée\u202f: elle finit le ${end} et d’autres pannes peuvent s’y ajouter.`,
  titles: {
    customer: 'Client',
    asked: 'Notre demande',
    outages: 'Pannes',
    proofs: 'Sur quoi elle repose',
    users: 'Utilisateurs touchés',
    arithmetic: 'Calcul et règles',
    unknown: 'Ce que seul le fournisseur peut savoir',
    deadline: 'Délai de demande',
  },
  customer: {
    name: 'Client',
    domain: 'Domaine',
    account: 'Numéro de compte',
    accountReseller: 'Notre numéro de client ou de commande chez vous',
    provider: 'Fournisseur',
    edition: 'Édition',
    seats: 'Licences',
    claim: 'Notre demande',
    cases: 'Numéros de dossier à ce jour',
    note: 'Note',
    made: 'Établi le',
  },
  claim: (no, day) => `n°\u00a0${no}, du ${day}`,
  foot: (no, day) => (no === null ? `Établi le ${day}` : `Demande ${no} · établie le ${day}`),
  asked: {
    owed: (service, credit) => `${service}\u202f: ${credit}`,
    depends: (service, credit) =>
      `${service}\u202f: jusqu’à ${credit}, selon un fait que seul le fournisseur peut confirmer (voir plus bas)`,
    uptime: (uptime, downtime, below) =>
      `Disponibilité ${uptime}, interruption ${downtime}${below ? `\u202f; c’est moins que ${below}` : ''}`,
    total: (credit) => `Ensemble\u202f: ${credit}`,
    capped: (credit) => `Ensemble\u202f: ${credit}, le maximum que le contrat accorde pour une période`,
    changed: (credit) => `D’après les pannes enregistrées à ce jour, le calcul donne ${credit}`,
  },
  outage: {
    head: 'Panne',
    when: 'Quand',
    states: { down: 'en panne', degraded: 'dégradé' },
    sources: {
      measured: () => 'mesuré par nous',
      declared: () => 'déclaré par notre équipe',
      provider: (provider) => `selon ${provider}`,
    },
    line: ({ no, service, state, source, lasted }) => `${no}. ${service} ${state} pendant ${lasted}, ${source}`,
    ongoing: 'en cours au moment de la rédaction',
    to: 'à',
    surfaces: (names) => `Mode d’accès\u202f: ${names}`,
    surfaceNames: {
      web: 'interface web',
      protocol: 'protocoles de messagerie et d’agenda',
      mobile: 'application mobile',
      api: 'API',
    },
    places: (names) => `Lieux\u202f: ${names}`,
    share: (percent) => `Part touchée, selon l’annonce\u202f: ${percent}`,
    counted: (duration) => `Compte comme interruption\u202f: ${duration}`,
    notCounted: 'Ne compte pas comme interruption\u202f; cité pour être complet',
    incident: (id, title) => `Incident ${id}${title ? `\u202f: ${title}` : ''}`,
  },
  proofs: {
    provider: (count) => `Les incidents du fournisseur\u202f: oui, ${many(count, 'incident', 'incidents')}`,
    providerNone:
      'Les incidents du fournisseur\u202f: aucun à notre connaissance, bien que nous lisions son flux d’état',
    providerSilent: 'Les incidents du fournisseur\u202f: inconnus, nous ne lisons pas son flux d’état',
    providerUnnamed: 'L’annonce du fournisseur\u202f: oui, mais sans numéro d’incident',
    measured: (count) => `Nos propres vérifications\u202f: oui, elles ont vu ${many(count, 'panne', 'pannes')}`,
    measuredNone: 'Nos propres vérifications\u202f: elles tournaient et n’ont vu aucune panne',
    measuredNever: 'Nos propres vérifications\u202f: aucune ne portait sur ces services',
    check: ({ name, kind, surface, every, outages }) =>
      `${name} (${kind}, ${surface}, toutes les ${every})\u202f: ${many(outages, 'panne', 'pannes')}`,
    tickets: (count) => `Signalements de nos utilisateurs\u202f: oui, ${many(count, 'ticket', 'tickets')}`,
    ticketsNone: 'Signalements de nos utilisateurs\u202f: aucun ticket n’est rattaché à ces pannes',
    ticket: ({ no, priority, since, users, outside }) =>
      `Ticket ${no}, ${priority}, depuis le ${since}${users === null ? '' : `, ${many(users, 'utilisateur', 'utilisateurs')}`}${outside ? `, dossier ${outside} du fournisseur` : ''}`,
  },
  users: {
    counted: (count, seats) => `${count}${seats ? ` sur ${seats} licences` : ''}, d’après notre décompte`,
    atLeast: (count, seats) =>
      `Au moins ${count}${seats ? ` sur ${seats} licences` : ''}, d’après le chiffre le plus élevé d’un ticket`,
    notCounted: (seats) => `Non comptés par nous${seats ? `\u202f; le contrat comprend ${seats} licences` : ''}`,
    share: (percent) => `Jusqu’à ${percent} des personnes concernées, selon l’annonce`,
  },
  rules: {
    window: (start, end, zone, minutes) => `Période\u202f: du ${start} au ${end} (${zone}), ${minutes}`,
    promise: (target) => `Disponibilité promise\u202f: ${target}`,
    downtime: (above) =>
      `Interruption\u202f: temps pendant lequel plus de ${above} de nos requêtes ou utilisateurs sont en échec`,
    tiers: (list) => `Barème\u202f: ${list}`,
    tier: (below, credit) => `${credit} sous ${below}`,
    cap: (cap, all) => `Plafond\u202f: ${cap} par période${all ? ', tous services confondus' : ' et par service'}`,
    version: (policy, version) => `Règles\u202f: ${policy}, telles qu’enregistrées ici en version ${version}`,
  },
  unknown: {
    intro: 'Nous ne le savons pas et ne le prétendons pas\u202f:',
    ask: 'Merci de faire relever ce chiffre dans les journaux du fournisseur, surtout en cas de refus.',
  },
  deadline: {
    provider: (day, reading, zone) => `Dernier jour pour demander\u202f: ${day} (${zone}), ${reading}`,
    reseller: (reseller, day) => `À remettre à ${reseller} avant la fin du ${day}, pour une transmission à temps`,
    safe: 'Là où le contrat peut se lire de plusieurs façons, nous nous en tenons au jour le plus proche.',
    lapsed: 'Selon toutes les lectures, ce jour est passé. Nous vous prions d’examiner tout de même la demande.',
    none: 'Le contrat ne fixe pas de dernier jour.',
    reading: readingOf,
  },
  closing: ['Merci de confirmer la réception et de nous communiquer le numéro de dossier.', 'Cordialement'],
  csv: {
    no: 'N°',
    service: 'Service',
    state: 'État',
    source: 'Source',
    start: 'Début',
    end: 'Fin',
    minutes: 'Minutes',
    counted: 'Minutes comptées',
    surfaces: 'Mode d’accès',
    places: 'Lieux',
    share: 'Part touchée (%)',
    incident: 'Incident du fournisseur',
    url: 'Lien',
    revision: 'Révision',
  },
};

function readingOf({ anchor, days, count }: ClaimReading): string {
  switch (anchor) {
    case 'incident':
      return `${days} jours à compter du premier incident`;
    case 'eligibility':
      return `${days} jours à compter du moment où la promesse n’a plus été tenue`;
    case 'window-end':
      return `${days} jours à compter de la fin de la période`;
    case 'month-end':
      return count === 1 ? 'la fin du mois suivant' : `la fin du ${count}e mois après la période`;
    case 'billing-cycle-end':
      return count === 1
        ? 'la fin du cycle de facturation suivant'
        : `la fin du ${count}e cycle de facturation après la période`;
  }
}
