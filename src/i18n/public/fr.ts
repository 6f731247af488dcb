import type { PublicMessages } from './en.ts';

export const fr: PublicMessages = {
  nav: {
    label: 'Principale',
    skip: 'Aller au contenu',
    status: 'État',
    history: 'Historique',
    support: 'Assistance',
    subscribe: 'S’abonner',
    signIn: 'Connexion',
  },
  foot: { label: 'Flux et connexion', utc: 'Les heures et les jours sont en UTC.' },
  feed: { atom: 'Historique des incidents (Atom)', rss: 'Historique des incidents (RSS)' },
  states: {
    operational: 'Fonctionne',
    degraded: 'Dégradé',
    down: 'En panne',
    unknown: 'Inconnu',
    maintenance: 'Maintenance',
  },
};
