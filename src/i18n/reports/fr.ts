import type { SourceWindow } from '#domain/reports/windows';
import { formatDate, formatDuration, formatTime } from '../format.ts';
import type { ReportMessages } from './en.ts';

const moment = (at: number): string => `${formatDate(at, 'fr')} à ${formatTime(at)}`;

export const fr: ReportMessages = {
  title: 'Rapports d’incident',
  intro:
    'Pour toute panne enregistrée, vous pouvez demander le rapport\u202f: ce qui s’est passé, pourquoi, et ce qui est fait pour l’éviter.',
  stages: { submitted: 'Demandé', published: 'Publié', declined: 'Refusé', withdrawn: 'Retiré' },
  sources: { measured: 'Mesurée par nous', declared: 'Déclarée', provider: 'Annoncée par le fournisseur' },
  outage: 'Panne',
  asked: 'Demandé',
  by: 'par',
  stage: 'Étape',
  answer: 'Réponse',
  note: 'Note',
  none: 'Aucun rapport n’a encore été demandé.',
  noneHint:
    'Faites la demande depuis la liste des pannes enregistrées ci-dessous, ou depuis un ticket rattaché à une panne.',
  ask: 'Demander un rapport',
  askFor: 'Quelle panne\u202f?',
  askNote: 'À quoi doit-il servir\u202f?',
  askNoteHint: 'Dites à quoi le rapport doit répondre, par exemple combien de vos utilisateurs ont été touchés.',
  askSend: 'Demander le rapport',
  noOutages: 'Aucune panne n’a été enregistrée ces 90 derniers jours pour vos services.',
  already: 'Votre organisation a déjà demandé ce rapport\u202f: voici la demande.',
  sent: 'Le rapport est demandé. Un courriel vous préviendra de sa publication.',
  withdraw: 'Retirer la demande',
  withdrawn: 'La demande est retirée.',
  waiting: 'La demande attend un opérateur. Un courriel vous préviendra.',
  declined: 'La demande a été refusée\u202f:',
  published: 'Publié',
  corrected: 'Corrigé',
  incident: 'L’incident',
  ticket: 'Ticket',
  print: 'Pour le garder sur papier, imprimez cette page\u202f: seul le rapport y figure.',
  running: 'toujours en cours',
  lost: 'perdus',
  errors: { outage: 'Choisissez une panne.', tooLong: 'C’est trop long\u202f: 5\u202f000 caractères au plus.' },
  refusals: {
    'not-found': 'Cette panne n’existe pas.',
    conflict: 'Ce rapport est déjà public\u202f: lisez-le sur la page de l’incident.',
    forbidden: 'Seul un administrateur de votre organisation peut le faire.',
    'already-decided': 'La demande a reçu une réponse entre-temps.',
  },
  draftTitle: (services, startedAt) => `Rapport d’incident\u202f: ${services}, ${formatDate(startedAt, 'fr')}`,
  draft: ({ services, windows }) =>
    [
      '## Résumé',
      `[En deux ou trois phrases\u202f: ce que ${services} n’a pas fait, pour qui, et que c’est terminé. Les heures sont en UTC.]`,
      '## Quand, et combien de temps',
      ['| Source | De | À | Temps perdu |', '| --- | --- | --- | --- |', ...windows.map(row)].join('\n'),
      '[Dites lequel de ces chiffres compte pour les crédits de service, et pourquoi ils diffèrent.]',
      '## Cause',
      '[Ce qui a failli, ce qui l’a déclenché, et pourquoi rien ne l’a arrêté avant.]',
      '## Ce qui a été fait, et ce qui le sera',
      '[Comment la panne a été remarquée, les étapes du rétablissement avec leurs heures, puis ce qui empêchera qu’elle se répète\u202f: qui, quoi, jusqu’à quand.]',
      '## Qui a été touché',
      '[Services et fonctions, lieux, part des utilisateurs ou des requêtes, ce qui marchait encore, si des données ont été perdues.]',
    ].join('\n\n'),
};

function row({ source, startedAt, endedAt, lostMs }: SourceWindow): string {
  const to = endedAt === null ? fr.running : moment(endedAt);
  return `| ${fr.sources[source]} | ${moment(startedAt)} | ${to} | ${formatDuration(lostMs, 'fr')} |`;
}
