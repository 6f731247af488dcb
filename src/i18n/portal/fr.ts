import type { PortalMessages } from './en.ts';

export const fr: PortalMessages = {
  shell: {
    place: 'Espace client',
    console: 'Console',
    nav: 'Espace client',
    skip: 'Aller au contenu',
    signOut: 'Se déconnecter',
    times: 'Les heures et les jours sont en UTC.',
    otherLanguage: 'English',
  },
  nav: {
    overview: 'Vue d’ensemble',
    tickets: 'Tickets',
    credits: 'Crédits',
    reports: 'Rapports',
    people: 'Personnes',
    account: 'Compte',
  },
  forms: {
    wrong: 'L’envoi n’a pas encore pu se faire\u202f:',
    optional: 'facultatif',
    first: 'Revenir au début',
    next: 'Suite',
    pages: 'Pages',
  },
  overview: {
    title: 'Vue d’ensemble',
    now: 'En ce moment',
    allWell: 'Aucune panne n’est enregistrée pour vos services.',
    noData: 'Aucun service n’est encore visible pour votre organisation.',
    incident: 'Incident',
    openTicket: 'Ouvrir un ticket',
    tickets: 'Tickets en cours',
    noTickets: 'Aucun ticket n’est en cours.',
    allTickets: 'Tous les tickets',
    reports: 'Rapports d’incident demandés',
    noReports: 'Aucun rapport n’est attendu.',
    allReports: 'Tous les rapports',
  },
};
