import { toMoment } from '../french-moment.ts';
import type { PublicMessages } from './public-messages.ts';

const STATES = {
  operational: 'Fonctionne',
  degraded: 'Dégradé',
  down: 'En panne',
  unknown: 'Inconnu',
  maintenance: 'En maintenance',
} as const;

const NOT_YET = 'Pas encore connu';

export const fr: PublicMessages = {
  nav: {
    label: 'Principale',
    skip: 'Aller au contenu',
    trail: 'Fil d’Ariane',
    status: 'État',
    history: 'Historique',
    support: 'Assistance',
    subscribe: 'S’abonner',
    signIn: 'Connexion',
  },
  foot: { label: 'Flux et connexion', utc: 'Les heures et les jours sont en UTC.' },
  states: STATES,
  unseenYet: NOT_YET,
  days: {
    operational: 'aucune panne',
    degraded: 'dégradé',
    down: 'en panne',
    maintenance: 'maintenance',
    unknown: 'presque pas mesuré',
    unrecorded: 'pas encore de relevé',
  },
  stages: {
    investigating: 'En cours d’analyse',
    identified: 'Cause identifiée',
    monitoring: 'Sous surveillance',
    resolved: 'Résolu',
  },
  impacts: { none: 'Information', minor: 'Impact mineur', major: 'Impact majeur', critical: 'Impact critique' },
  impactLevels: { minor: 'Mineur', major: 'Majeur', critical: 'Critique' },
  surfaces: {
    web: 'du site web',
    protocol: 'des protocoles de messagerie et d’agenda',
    mobile: 'de l’application mobile',
    api: 'de l’API',
  },
  voices: { provider: 'le fournisseur', measured: 'nos mesures', team: 'notre équipe' },
  sources: {
    measured: 'Mesuré par nous',
    declared: 'Déclaré par notre équipe',
    provider: 'Indiqué par le fournisseur',
  },
  headline: {
    nothing: 'Aucun service n’est encore surveillé ici.',
    allWork: (total) => (total === 1 ? 'Le service fonctionne.' : `Les ${total} services fonctionnent.`),
    problem: ({ state, names, many, since, lasting }) => [
      ...names,
      ` ${many ? 'sont' : 'est'} ${state === 'down' ? 'en panne' : many ? 'dégradés' : 'dégradé'} depuis `,
      since,
      lasting === null ? '. ' : ` (${lasting}). `,
    ],
    nameSince: (name, since) => [name, ' (depuis ', since, ')'],
    apart: (state, names) => [...names, ` sont ${state === 'down' ? 'en panne' : 'dégradés'}. `],
    counted: (state, count, since) => [
      `${count} services sont ${state === 'down' ? 'en panne' : 'dégradés'}, le premier depuis `,
      since,
      '. ',
    ],
    lingering: (title, since) => ['«\u202f', title, '\u202f» est en cours depuis ', since, '. '],
    settled: (title, since) => [
      '«\u202f',
      title,
      '\u202f» est en cours depuis ',
      since,
      ', mais les services concernés fonctionnent de nouveau. ',
    ],
    noneFails: 'Aucun service n’est en échec en ce moment.',
    maintenance: (names, many, until) => [
      ...names,
      ` ${many ? 'sont' : 'est'} en maintenance`,
      ...(until === null ? [] : [', fin prévue\u202f: ', until]),
      '. ',
    ],
    restWorks: 'Tout le reste fonctionne.',
    unseen: (names) => ['Nous ne voyons pas ', ...names, ' en ce moment\u202f: l’état est inconnu. '],
    someWork: (count) => (count === 1 ? '1 service fonctionne.' : `${count} services fonctionnent.`),
    unseenYet: (names) => ['Rien n’est encore connu de ', ...names, '. '],
    allNew: 'Rien n’est encore connu\u202f: les services ne se sont pas encore manifestés.',
    allUnseen: 'Nous ne voyons pas les services en ce moment\u202f: leur état est inconnu.',
    others: (count) => (count === 1 ? '1 autre service' : `${count} autres services`),
  },
  status: {
    description: (site) => `${site}\u202f: ce qui fonctionne, ce qui ne fonctionne pas, et depuis quand.`,
    lastChange: (at) => `Dernier changement ${at}`,
    checkedEvery: (shortest, longest, places) => {
      const from = places > 1 ? ` depuis ${places} lieux` : '';
      return shortest === longest
        ? `vérifié toutes les ${shortest}${from}`
        : `vérifié toutes les ${shortest} à ${longest}${from}`;
    },
    recordsSince: (date) => `relevés depuis le ${date}`,
    nothingYet: 'Dès qu’un opérateur ajoute des services, leur état et leur historique apparaissent ici.',
    openTitle: 'Incidents en cours',
    servicesTitle: 'Services',
    ungrouped: 'Services',
    others: 'Autres services',
    groupStanding: ({ state, count, total, isNew }) => {
      if (state === 'operational') return `Les ${total} fonctionnent`;
      const isAffected = state === 'down' || state === 'degraded';
      return `${isNew ? NOT_YET : STATES[state]} · ${count} sur ${total}${isAffected ? (count === 1 ? ' touché' : ' touchés') : ''}`;
    },
    folded: (count, isAll) => (isAll ? `Afficher les ${count} services` : `${count} autres fonctionnent`),
    daysAgo: 'il y a 90 jours',
    today: 'aujourd’hui',
    legend: 'Lire les barres',
    latelyTitle: 'Récemment',
    latelyEmpty: 'Aucun incident ces 30 derniers jours.',
    latelyNoOther: 'Aucun autre incident ces 30 derniers jours.',
    wholeHistory: 'Tout l’historique',
    reported: 'rapport publié',
  },
  uptime: {
    none: 'non mesuré',
    down: (duration) => `${duration} en panne`,
    degraded: (duration) => `${duration} dégradé`,
    maintenance: (duration) => `${duration} de maintenance`,
    noOutage: 'aucune panne',
    unmeasured: (share) => `${share} non mesurés`,
    since: (date) => `depuis le ${date}`,
    byProvider: 'selon le fournisseur',
    inDays: (percent, days) => `${percent} de disponibilité en ${days} jours`,
    badDays: (count) => (count === 1 ? 'Un mauvais jour\u202f: ' : `${count} mauvais jours\u202f: `),
    badDayCount: (count) => (count === 1 ? 'Un mauvais jour' : `${count} mauvais jours`),
    noBadDay: 'Aucun mauvais jour relevé.',
    moreDays: (count) => `${count} de plus dans le tableau du service`,
  },
  incident: {
    since: (at, lasting) => `depuis ${at} (${lasting})`,
    lasted: (from, to, duration) => `${from} – ${to} · ${duration}`,
    information: 'Information\u202f: aucune panne',
    nextUpdate: (at) => `Prochain point d’ici ${at}.`,
    allUpdates: (count) => `Les ${count} points`,
    ticket: 'Vous êtes touché\u202f? Ouvrez un ticket',
    affected: 'Touchés',
    wellAgain: 'Fonctionne de nouveau',
    locations: 'Où',
    impact: 'Impact',
    next: 'Prochain point d’ici',
    updates: 'Ce qui s’est passé',
    noUpdates: 'Rien n’a encore été écrit sur cet incident.',
    outages: 'Pannes consignées',
    outagesIntro: 'Ce que dit chaque source, côte à côte. Elles peuvent différer.',
    noOutage: 'Aucune panne n’est consignée pour cet incident.',
    share: (share) => `${share} des utilisateurs`,
    ongoing: 'jusqu’à maintenant',
    original: 'La page du fournisseur',
    feedAffected: (names) => `Cet incident a touché\u202f: ${names}.`,
  },
  service: {
    now: (state, since) => (since === null ? state : `${state} depuis ${since}`),
    since: (at) => `depuis ${at}`,
    isNew: 'Aucune de ses vérifications n’a encore reçu de réponse.',
    checks: 'Comment il est surveillé',
    checkLine: (count, surface, every) =>
      count === 1
        ? `Une vérification ${surface}, toutes les ${every}.`
        : `${count} vérifications ${surface}, toutes les ${every}.`,
    notChecked: 'Personne ne vérifie ce service\u202f: son état est celui que l’on déclare.',
    providerOnly: 'Nous ne vérifions pas ce service nous-mêmes\u202f: son état est celui qu’indique le fournisseur.',
    figures: 'Disponibilité en 90 jours',
    figuresIntro:
      'Chaque source séparément. La maintenance annoncée et le temps non mesuré ne comptent ni comme marche ni comme panne.',
    outages: 'Pannes',
    noOutages: 'Aucune panne ces 90 derniers jours.',
    table: 'Jour par jour',
    day: 'Jour',
    state: 'État',
    notMeasured: 'Non mesuré',
    nothing: '–',
    ongoing: 'pas encore terminée',
    toIncident: 'Ce qui s’est passé',
    until: (at) => `fin prévue\u202f: ${at}`,
    announced: 'pendant une maintenance annoncée\u202f: ne compte pas',
    countsFrom: (at) => `pendant une maintenance annoncée jusqu’${toMoment(at)}\u202f: compte à partir de là`,
    noRecords: 'Pas encore de relevé.',
    recordsBegin: (date) => `Les relevés commencent le ${date}.`,
  },
  places: {
    here: 'notre serveur',
    checked: (count, total, names) =>
      count === 0 ? '' : `Vérifié depuis ${count} ${count === 1 ? 'lieu' : 'lieux'} sur ${total}\u202f: ${names}.`,
    failing: (count, total, names) =>
      `En panne depuis ${count} ${count === 1 ? 'lieu' : 'lieux'} sur ${total}\u202f: ${names}.`,
    working: (names) => `Fonctionne depuis ${names}.`,
    blind: (names) => `État inconnu depuis ${names}.`,
  },
  latency: {
    title: 'Temps de réponse',
    intro:
      'De nos vérifications ces dernières 24 heures, en millisecondes, par demi-heure\u202f: la moitié des réponses sont venues dans le temps de la médiane, 95 sur 100 dans celui du 95e centile. À 1\u202f% près.',
    none: 'Aucun temps de réponse n’a été mesuré ces dernières 24 heures.',
    few: 'Il y a encore trop peu de mesures pour un graphique\u202f: il apparaîtra dès que deux demi-heures auront des réponses.',
    table: 'Les mêmes en tableau',
    from: 'À partir de',
    p50: 'Médiane',
    p95: '95e centile',
  },
  history: {
    title: 'Historique des incidents',
    intro: 'Tous les incidents publiés, selon le mois où ils ont commencé.',
    empty: 'Aucun incident n’a commencé ce mois-ci.',
    earlier: 'Plus ancien',
    later: 'Plus récent',
    openStill: 'pas encore terminé',
  },
  feed: {
    atom: 'Historique des incidents (Atom)',
    rss: 'Historique des incidents (RSS)',
    title: (site) => `${site} - Historique des incidents`,
    update: 'Point',
  },
  errors: {
    notFoundTitle: 'Cette page n’existe pas',
    notFound:
      'L’adresse est peut-être mal écrite, ou ce qu’elle montrait n’est plus public. La page d’état et l’historique contiennent tout ce qui l’est.',
    failedTitle: 'Une erreur s’est produite de notre côté',
    failed: 'Elle a été notée. Réessayez dans une minute\u202f; la page d’état fonctionne indépendamment.',
    toStatus: 'État de tous les services',
    toHistory: 'Historique des incidents',
  },
};
