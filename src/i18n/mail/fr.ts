import type { LetterOf } from '#domain/letters';
import { formatDate, formatDuration, formatMoment, formatTime } from '../format.ts';
import { toMoment } from '../french-moment.ts';
import { localText } from '../language.ts';
import { stepSentence } from '../tickets/steps.ts';
import { wordChecksUnanswered } from './checks-unanswered.ts';
import { wordCreditCorrected } from './credit-corrections.ts';
import { wordCreditLapses } from './credit-lapses.ts';
import { wordCreditStep } from './credit-steps.ts';
import { wordCreditUnitChanged } from './credit-unit-changed.ts';
import type { MailMessages } from './en.ts';
import { wordOutageDropped } from './outage-dropped.ts';
import { wordOutagesChanged } from './outages-changed.ts';

const day = (at: number): string => `${formatDate(at, 'fr')} à ${formatTime(at)}`;
const nameOf = (names: Readonly<Record<string, string>>): string => localText(names, 'fr').text;

function worksAgain(name: string, { startedAt, endedAt, seenAt }: LetterOf<'outage-ended'>): string {
  const [end, lasted] = [formatMoment(endedAt, startedAt, 'fr'), formatDuration(endedAt - startedAt, 'fr')];
  if (!seenAt) return `${name} fonctionne de nouveau depuis ${end}, après ${lasted}.`;
  return `${name} fonctionne de nouveau (constaté\u202f: ${formatMoment(seenAt, startedAt, 'fr')}). Dernier échec constaté\u202f: ${end}\u202f; personne n’a regardé entre-temps, la panne de ${lasted} s’arrête donc là.`;
}

export const fr: MailMessages = {
  letters: {
    invitation: (letter) => ({
      subject: letter.organizationName
        ? `${letter.inviterName} vous invite à rejoindre ${letter.organizationName}`
        : `${letter.inviterName} vous invite en tant qu’opérateur`,
      sentences: [
        letter.organizationName
          ? `${letter.inviterName} vous invite à ouvrir des tickets et à demander des crédits de service pour ${letter.organizationName}.`
          : `${letter.inviterName} vous invite à vous occuper des services présentés ici.`,
        `Le lien fonctionne une seule fois, jusqu’au ${day(letter.expiresAt)}. Si vous ne l’attendiez pas, ignorez ce message : rien ne se passera.`,
      ],
      action: 'Accepter l’invitation',
    }),
    'password-reset': (letter) => ({
      subject: 'Choisir un nouveau mot de passe',
      sentences: [
        'Quelqu’un, sans doute vous, a demandé un nouveau mot de passe pour cette adresse.',
        `Le lien fonctionne une seule fois, jusqu’au ${day(letter.expiresAt)}. Si ce n’était pas vous, ignorez ce message : votre mot de passe ne change pas.`,
      ],
      action: 'Choisir un nouveau mot de passe',
    }),
    'ticket-opened': (letter) => ({
      subject: `[Ticket ${letter.no}] ${letter.priority} : ${letter.title}`,
      sentences: [`${letter.organizationName} a ouvert un ticket de priorité ${letter.priority}.`],
      quote: letter.body,
      action: 'Ouvrir le ticket',
    }),
    'ticket-answered': (letter) => ({
      subject: `[Ticket ${letter.no}] ${letter.title}`,
      sentences: [`${letter.authorName} a répondu à votre ticket.`],
      quote: letter.body,
      action: 'Lire et répondre',
    }),
    'ticket-step': (letter) => ({
      subject: `[Ticket ${letter.no}] ${letter.title}`,
      sentences: [stepSentence('fr', letter)],
      quote: letter.body,
      action: 'Lire et répondre',
    }),
    'credit-asked': (letter) => ({
      subject: `[Demande de crédit ${letter.no}] ${letter.organizationName}, ${letter.window}`,
      sentences: [`${letter.organizationName} demande un crédit de service.`],
      facts: [
        ['Demandé', letter.amount],
        ['Mois', letter.window],
      ],
      action: 'Décider',
    }),
    'credit-decided': (letter) => ({
      subject: `[Demande de crédit ${letter.no}] ${letter.decision === 'approved' ? `accordée : ${letter.amount}` : 'refusée'}`,
      sentences: [
        letter.decision === 'approved'
          ? 'Votre demande de crédit de service a été accordée.'
          : 'Votre demande de crédit de service a été refusée. La raison figure ci-dessous ; vous pouvez y répondre dans l’espace client.',
      ],
      facts: [
        [letter.decision === 'approved' ? 'Accordé' : 'Demandé', letter.amount],
        ['Mois', letter.window],
      ],
      quote: letter.reason,
      action: 'Voir la demande',
    }),
    'credit-given': (letter) => ({
      subject: `[Crédit ${letter.no}] ${letter.amount} pour ${letter.window}`,
      sentences: [
        'Nous vous devons un crédit de service et nous vous l’avons accordé. Vous n’aviez pas à le demander ; il n’y a rien à faire.',
      ],
      facts: [
        ['Accordé', letter.amount],
        ['Mois', letter.window],
      ],
      quote: letter.reason,
      action: 'Voir le crédit',
    }),
    'credit-corrected': wordCreditCorrected('fr'),
    'second-sum-raised': (letter) => ({
      subject: 'Le seuil à partir duquel deux opérateurs décident a été relevé',
      sentences: [
        `${letter.byName} a relevé le montant à partir duquel un crédit demande un second opérateur. Il vaut à partir du ${day(letter.from)}\u202f; jusque-là, l’ancien seuil s’applique.`,
        'Si vous n’êtes pas d’accord, rétablissez-le avant.',
      ],
      action: 'Voir les seuils',
    }),
    'credit-unit-changed': wordCreditUnitChanged('fr'),
    'assessment-failed': (letter) => ({
      subject: `Un mois de ${letter.counterparty} n’a pas pu être recalculé`,
      sentences: [
        'Une panne ou une règle a changé après la clôture du mois, et le résultat de ce contrat n’a pas pu être recalculé. L’ancien résultat reste valable en attendant\u202f; le calcul est retenté de lui-même.',
        'Le plus souvent, le contrat ou ses conditions comportent une erreur. Le journal dit laquelle.',
      ],
      action: 'Ouvrir le contrat',
    }),
    'credit-step': wordCreditStep('fr'),
    'credit-lapses': wordCreditLapses('fr'),
    'report-asked': (letter) => ({
      subject: `Rapport d’incident demandé : ${nameOf(letter.serviceNames)}`,
      sentences: [`${letter.organizationName} demande un rapport sur une panne de ${nameOf(letter.serviceNames)}.`],
      quote: letter.note,
      action: 'Voir la demande',
    }),
    'report-published': (letter) => ({
      subject: `Rapport d’incident : ${letter.title}`,
      sentences: ['Le rapport d’incident que vous avez demandé est publié.'],
      action: 'Lire le rapport',
    }),
    'report-declined': (letter) => ({
      subject: `Pas de rapport d’incident : ${nameOf(letter.serviceNames)}`,
      sentences: ['Votre demande de rapport d’incident a été refusée. La raison figure ci-dessous.'],
      quote: letter.reason,
      action: 'Voir la demande',
    }),
    'outage-started': (letter) => ({
      subject: `${nameOf(letter.serviceNames)} est ${letter.state === 'down' ? 'en panne' : 'dégradé'} depuis ${formatTime(letter.startedAt)}`,
      sentences: [
        `${nameOf(letter.serviceNames)} est ${letter.state === 'down' ? 'en panne' : 'dégradé'} depuis le ${day(letter.startedAt)}.`,
        ...(letter.cause ? [`Ce que la vérification a constaté : ${letter.cause}`] : []),
      ],
      action: 'Ouvrir la console',
    }),
    'outage-returned': (letter) => ({
      subject: `${nameOf(letter.serviceNames)} est instable`,
      sentences: [
        `${nameOf(letter.serviceNames)} était de nouveau ${letter.state === 'down' ? 'en panne' : 'dégradé'} depuis le ${day(letter.startedAt)}, et fonctionne depuis ${formatMoment(letter.endedAt, letter.startedAt, 'fr')}.`,
        'Vous recevrez un autre message quand le service sera resté stable, ou si une panne dure.',
      ],
      action: 'Ouvrir la console',
    }),
    'outage-ended': (letter) => ({
      subject: `${nameOf(letter.serviceNames)} fonctionne de nouveau`,
      sentences: [worksAgain(nameOf(letter.serviceNames), letter)],
      action: 'Ouvrir la console',
    }),
    'outage-dropped': wordOutageDropped('fr'),
    'outages-changed': wordOutagesChanged('fr'),
    'checks-unanswered': wordChecksUnanswered('fr'),
    'disk-full': () => ({
      subject: 'Le disque de la base de données est plein',
      sentences: [
        'Plus rien ne peut être enregistré\u202f: les résultats des vérifications attendent en mémoire et seront écrits, avec leur heure véritable, dès qu’il y aura de la place\u202f; un redémarrage les perdrait. Les pages restent lisibles, mais ce qu’elles montrent vieillit.',
        'Libérez de la place. Tout reprendra alors de soi-même, et vous recevrez un autre message.',
      ],
      action: 'Ouvrir la console',
    }),
    'disk-has-room': () => ({
      subject: 'Le disque de la base de données a de nouveau de la place',
      sentences: [
        'Ce qui attendait est en cours d’écriture. Si des vérifications ont été arrêtées entre-temps, ce temps est indiqué comme inconnu.',
      ],
      action: 'Ouvrir la console',
    }),
    'connection-lost': (letter) => ({
      subject: 'Notre propre connexion est perdue',
      sentences: [
        `Depuis le ${day(letter.since)}, cette installation n’atteint plus aucune de ses adresses témoins. Tant que cela dure, aucun service n’est mesuré ; ce temps est indiqué comme inconnu et aucun incident n’est ouvert.`,
        'Si un pare-feu les empêche toujours de répondre, indiquez dans WITNESSES des adresses joignables d’ici : sinon, aucun échec ne compterait jamais.',
      ],
      action: 'Ouvrir la console',
    }),
    'time-lost': (letter) => ({
      subject: 'Rien n’a été mesuré pendant un moment',
      sentences: [
        {
          'not-running': `Aucun processus de cette installation n’a exécuté de vérifications depuis le ${day(letter.since)} et jusqu’${toMoment(formatMoment(letter.until, letter.since, 'fr'))}.`,
          'stood-still': `Un processus de cette installation est resté figé depuis le ${day(letter.since)} et jusqu’${toMoment(formatMoment(letter.until, letter.since, 'fr'))} : il a été arrêté, sa machine était en veille ou trop chargée.`,
          'out-of-room': `Un processus de cette installation n’avait plus de fichiers, de ports ou de mémoire libres pour exécuter des vérifications le ${day(letter.since)}. Relevez ses limites, ou confiez-lui moins de vérifications.`,
          'clock-set': `L’horloge de cette installation est passée du ${day(letter.since)} ${toMoment(formatMoment(letter.until, letter.since, 'fr'))}.`,
        }[letter.cause],
        'Quand des vérifications étaient prévues dans cet intervalle, il est indiqué comme inconnu. Aucun incident n’a été ouvert, et les vérifications ont repris.',
      ],
      action: 'Ouvrir la console',
    }),
    'connection-back': (letter) => ({
      subject: 'Notre propre connexion est rétablie',
      sentences: [
        `Cette installation était coupée du réseau depuis le ${day(letter.since)} et jusqu’${toMoment(formatMoment(letter.until, letter.since, 'fr'))} (${formatDuration(letter.until - letter.since, 'fr')}). Les services sont de nouveau mesurés ; l’intervalle reste inconnu.`,
      ],
      action: 'Ouvrir la console',
    }),
    'update-due': (letter) => ({
      subject: `Une information était promise pour ${formatTime(letter.dueAt)} : ${letter.title}`,
      sentences: [
        `L’incident « ${letter.title} » promet une prochaine information avant ${formatTime(letter.dueAt)}. Rien n’a été publié depuis.`,
      ],
      action: 'Publier l’information',
    }),
    'endpoint-disabled': (letter) => ({
      subject: `Le webhook vers ${letter.host} a été désactivé`,
      sentences: [
        letter.reason === 'gone'
          ? `Le point d’accès webhook de ${letter.host} a répondu qu’il n’existe plus (410). Plus rien n’y est envoyé.`
          : `Le point d’accès webhook de ${letter.host} ne répond que par des échecs depuis le ${day(letter.since)}. Plus rien n’y est envoyé.`,
        'Son propriétaire le voit sur la page de gestion de l’abonnement et peut l’y réactiver.',
      ],
      action: 'Voir les envois',
    }),
  },
  footer: (siteName) =>
    `Vous recevez ce message en raison de votre rôle chez ${siteName}. Il a été envoyé automatiquement.`,
};
