import type { ClaimReading, FeeBase } from '#domain/sla/policy';
import type { LeftOutReason } from '#domain/sla/steps';
import { MINUTE_MS } from '#domain/time';
import type { SlaFormat } from './format.ts';
import type { MissingMessages, ReportMessages, StepMessages } from './messages.ts';

const FEES: Readonly<Record<FeeBase, string>> = {
  'service-month': 'de la redevance mensuelle de ce service',
  'service-quarter': 'de la redevance trimestrielle de ce service',
  'whole-invoice': 'de la facture',
  'next-service-invoice': 'de la prochaine facture de ce service',
  term: 'de service à la fin du contrat',
};

const LEFT_OUT: Readonly<Record<LeftOutReason, (subject: string, one: boolean) => string>> = {
  'outside-window': (rows, one) => `${rows} ${one ? 'se trouve' : 'se trouvent'} hors de la période.`,
  'after-as-of': (rows, one) => `${rows} ${one ? 'commence' : 'commencent'} après le moment de cette évaluation.`,
  'other-source': (rows, one) => `${rows} ${one ? 'vient' : 'viennent'} d’un relevé qui ne fait pas foi ici.`,
  surface: (rows, one) => `${rows} ${one ? 'concerne' : 'concernent'} un mode d’accès que ce contrat ne compte pas.`,
  'share-too-small': (rows, one) => `${rows} ${one ? 'touche' : 'touchent'} trop peu d’utilisateurs pour compter.`,
  'nobody-affected': (rows, one) => `${rows} ne ${one ? 'touche' : 'touchent'} personne.`,
  location: (rows, one) => `${rows} ${one ? 'concerne' : 'concernent'} un lieu que ce contrat ne compte pas.`,
  'weighs-nothing': (rows, one) => `${rows} ${one ? 'est' : 'sont'} d’une nature qui ne coûte rien selon ce contrat.`,
  information: (rows, one) =>
    `${rows} ${one ? 'est une information, non une panne' : 'sont des informations, non des pannes'}.`,
};

export const frSteps: StepMessages = {
  window: ({ startedAt, endedAt, zone, ms }, f) =>
    `La période va du ${f.moment(startedAt, zone)} au ${f.moment(endedAt, zone)} (${zone})\u202f: ${f.minutes(ms)}.`,
  'rolling-days': ({ days, until, from }, f) =>
    from === undefined
      ? `Le contrat regarde ${f.count(days)} jours en arrière\u202f; cette période est celle qui finit avec le ${f.day(until)}.`
      : `Le contrat regarde ${f.count(days)} jours en arrière\u202f; ils sont comptés en périodes qui se suivent, et celle-ci va du ${f.day(from)} au ${f.day(until)}.`,
  'not-covered': ({ service, reason }, f) =>
    `${reason ? f.text(reason) : `Le contrat ne cite pas ${service} parmi les services couverts`}. Ses pannes ne donnent droit à rien ici.`,
  'left-out': ({ reason, count }, f) => LEFT_OUT[reason](counted(count, 'ligne', f), count <= 1),
  'no-downtime': ({ service }) => `Aucune interruption de ${service} ne compte dans cette période.`,
  downtime: ({ rows, spans, ms }, f) =>
    rows === 1 && spans === 1
      ? `Une ligne d’interruption\u202f: ${f.duration(ms)}.`
      : `${counted(rows, 'ligne', f)} d’interruption, chevauchements comptés une fois\u202f: ${counted(spans, 'intervalle', f)}, en tout ${f.duration(ms)}.`,
  weighted: ({ spanMs, ms }, f) =>
    `Pondéré selon la gravité et la part touchée, ${f.duration(spanMs)} comptent pour ${f.duration(ms)}.`,
  'excluded-by': ({ startedAt, endedAt, zone, by, reason, ms }, f) =>
    `${by} a retiré du ${f.moment(startedAt, zone)} au ${f.moment(endedAt, zone)} (${reason})\u202f: ${ms === 0 ? 'aucune interruption ne s’y trouve' : `${f.duration(ms)} de moins`}.`,
  'unknown-excluded': ({ ms, leftMs }, f) =>
    `${f.duration(ms)} d’état inconnu sortent de la période\u202f; restent ${f.minutes(leftMs)} à diviser.`,
  ongoing: ({ startedAt, until, zone }, f) =>
    `Ce qui a commencé le ${f.moment(startedAt, zone)} n’a pas encore de fin\u202f; compté jusqu’au ${f.moment(until, zone)}.`,
  'too-short': ({ minimumMinutes, spans, ms }, f) =>
    `${counted(spans, 'intervalle', f)} de moins de ${minimumMinutes}\u202fmin (en tout ${f.duration(ms)}) ${spans === 1 ? 'n’est pas compté' : 'ne sont pas comptés'}.`,
  'partial-minutes': ({ ms }, f) => `${f.duration(ms)} au-delà des minutes entières n’est pas compté.`,
  'maintenance-excluded': ({ ms }, f) =>
    `${f.duration(ms)} de maintenance annoncée à temps n’est pas une interruption.`,
  'maintenance-counted': ({ ms, noticeHours }, f) =>
    noticeHours === null
      ? `${f.duration(ms)} de maintenance compte comme interruption selon ce contrat.`
      : `${f.duration(ms)} de maintenance, annoncée moins de ${noticeHours}\u202fh à l’avance, compte comme interruption.`,
  'maintenance-beyond-cap': ({ ms, hours }, f) =>
    `${f.duration(ms)} de maintenance dépasse les ${hours}\u202fh par an que le contrat admet et compte comme interruption.`,
  disputed: ({ ms, matters }, f) =>
    matters
      ? `${f.duration(ms)} n’en compte que si le fait manquant est confirmé.`
      : `${f.duration(ms)} de plus peut compter ou non\u202f; le résultat reste le même.`,
  uptime: ({ upMs, ms, percent }, f) =>
    `La disponibilité est de ${f.ratio(upMs, ms)}\u202f: ${f.percent(percent)} (arrondi vers le bas à l’affichage, comparé sans arrondi).`,
  'tier-earned': ({ below, inclusive, credit, feeBase }, f) =>
    `C’est ${inclusive ? 'au plus' : 'moins que'} ${f.percent(below)}\u202f: le contrat accorde ${f.credit(credit)}${credit.unit === 'money' ? '' : ` ${FEES[feeBase]}`}.`,
  'multiple-earned': ({ below, inclusive, times, ms, ofMs, fee, credit }, f) => {
    const parts = f.ratio(ms, ofMs);
    const why = `C’est ${inclusive ? 'au plus' : 'moins que'} ${f.percent(below)}\u202f: le contrat accorde ${times} fois ce qui a été payé pour le temps de panne (${parts})`;
    return fee
      ? `${why}. Sur une redevance de ${f.money(fee)}, cela fait ${f.credit(credit)}.`
      : `${why}, soit ${f.credit(credit)} de la redevance.`;
  },
  'tier-gap': ({ percent }, f) =>
    `${f.percent(percent)} tombe entre deux tranches\u202f: à la lettre, le contrat n’accorde rien pour ce chiffre exact. Demandez ce qui était voulu.`,
  'below-minimum': ({ credit, amount, currency }, f) =>
    `${f.credit(credit)} ne dépasse pas ${amount} ${currency}, somme qui n’est pas versée.`,
  'scope-joint': ({ scope, services, ms, percent }, f) =>
    scope === 'worst-service'
      ? `Le contrat ne regarde que le pire de ${f.count(services.length)} services\u202f: ${f.duration(ms)} d’interruption, ${f.percent(percent)}.`
      : `Le contrat prend ${f.count(services.length)} services pour un seul, disponible quand tous le sont\u202f: ${f.duration(ms)} d’interruption, chevauchements comptés une fois, ${f.percent(percent)}.`,
  'scope-elsewhere': ({ service }) =>
    `Le contrat accorde un seul crédit pour tous les services\u202f; il est calculé sous ${service}, le plus touché.`,
  'looks-kept': ({ shown, below }, f) =>
    `Avec deux décimales on lirait ${f.percent(shown)}, comme si ${f.percent(below)} était tenu\u202f; le chiffre exact décide.`,
  'tier-none': ({ below, inclusive, spareMs }, f) =>
    `Ce n’est pas ${inclusive ? 'au plus' : 'moins que'} ${f.percent(below)}\u202f: rien n’est dû\u202f; il faudrait ${f.duration(spareMs)} de plus.`,
  'no-tiers': ({ target }, f) =>
    target === null
      ? 'Le contrat ne promet aucun chiffre et n’accorde aucun crédit.'
      : `Le contrat promet ${f.percent(target)} et n’accorde aucun crédit en cas de manquement.`,
  'certain-anyway': ({ downtimeMs, percent, credit }, f) =>
    credit
      ? `Quel que soit le fait manquant, au moins ${f.credit(credit)}\u202f: ${f.duration(downtimeMs)} d’interruption, ${f.percent(percent)}.`
      : `Sans la part douteuse, rien n’est dû\u202f: ${f.duration(downtimeMs)} d’interruption, ${f.percent(percent)}.`,
  'capped-service': ({ from, to }, f) => `Le contrat plafonne ${f.credit(from)} à ${f.credit(to)}.`,
  'window-open': ({ asOf, endedAt, zone, next }, f) =>
    `La période reste ouverte jusqu’au ${f.moment(endedAt, zone)}. Au ${f.moment(asOf - (asOf % MINUTE_MS), zone)}, l’interruption constatée est acquise et ne peut que croître\u202f; ` +
    (next
      ? `${f.duration(next.spareMs)} de plus donnerait ${f.credit(next.credit)}.`
      : 'elle ne peut plus atteindre un crédit supérieur.'),
  'window-ahead': ({ asOf, startedAt, zone }, f) =>
    `La période commence le ${f.moment(startedAt, zone)}, après le moment de cette évaluation (${f.moment(asOf, zone)}).`,
  'claim-by': ({ by, zone, dates, asOfDay, evidence }, f) => {
    const ways = dates.map((date) => `${reading(date.reading)} (${f.day(date.by)})`);
    const why =
      ways.length > 1
        ? `\u202f; le contrat peut se lire ${ways.join(' ou ')}, et la date la plus proche est la plus sûre`
        : `\u202f: ${dates[0] ? reading(dates[0].reading) : ''}`;
    const late = asOfDay > by ? ' Cette date est passée.' : '';
    const ready =
      evidence.length > 0 ? ` À préparer\u202f: ${evidence.map((one) => f.text(one)).join('\u202f; ')}.` : '';
    return `À demander avant la fin du ${f.day(by)}, dernier jour qui compte${zone ? ` (${zone})` : ''}${why}.${late}${ready}`;
  },
  'claim-automatic': () => 'Le crédit vient de lui-même\u202f; rien n’est à demander.',
  'no-services': () => 'Aucune ligne et aucun service nommé\u202f: rien à évaluer.',
  'total-sum': ({ parts, sum }, f) =>
    parts.length === 1
      ? `Seul ${parts[0]?.service} donne droit à un crédit\u202f: ${f.credit(sum)}.`
      : `${parts.map(({ service, credit }) => `${service} ${f.credit(credit)}`).join(' + ')} = ${f.credit(sum)}.`,
  'total-capped': ({ sum, cap }, f) =>
    `Le contrat accorde au plus ${f.credit(cap)} par période\u202f: ${f.credit(sum)} devient ${f.credit(cap)}.`,
  'total-not-addable': ({ parts }, f) =>
    `${f.list(parts.map(({ service, credit }) => `${service} ${f.credit(credit)}`))}\u202f: des pourcentages de redevances différentes n’ont pas de somme\u202f; chacun se demande à part.`,
  'total-certain': ({ credit }, f) =>
    credit ? `Acquis dans tous les cas\u202f: ${f.credit(credit)}.` : 'Rien de cela n’est encore certain.',
  'total-nothing': ({ services }, f) =>
    services === 1
      ? 'Le service ne donne droit à aucun crédit.'
      : `Aucun des ${f.count(services)} services ne donne droit à un crédit.`,
};

export const frMissing: MissingMessages = {
  'own-error-share': ({ above }, f) =>
    `part des requêtes de ce domaine qui ont échoué (interruption seulement au-delà de ${f.percent(above)})`,
  'own-affected': () => 'si le service était en panne pour ce client, et non seulement gêné ou pour d’autres',
  'own-user-minutes': () => 'combien d’utilisateurs de ce client ont été touchés, et pendant combien de minutes',
  'own-requests': () =>
    'combien de requêtes les utilisateurs de ce client ont faites dans la période, et combien ont échoué',
  'own-error-rates': ({ minutes = 5 }) =>
    `taux d’erreur des requêtes de ce client dans chaque intervalle de ${minutes}\u202fminutes`,
  'maintenance-announced-at': ({ noticeHours }) =>
    noticeHours === null
      ? 'quand la maintenance a été annoncée'
      : `quand la maintenance a été annoncée (${noticeHours}\u202fh à l’avance l’excluent)`,
  'maintenance-in-contract': () =>
    'si le contrat exclut la maintenance annoncée (le texte n’en parle pas), et si des utilisateurs ont alors échoué',
};

export const frReport: ReportMessages = {
  verdicts: { owed: 'dû', 'not-owed': 'rien de dû', depends: 'à confirmer' },
  notMeasured: 'non mesuré',
  noRecord: 'Aucun relevé ne couvre cette période\u202f: rien n’est dit de la disponibilité ni de ce qui est dû.',
  total: 'Total',
  owed: (credit) => `${credit} ${/^1\sjour$/.test(credit) ? 'dû' : 'dus'}`,
  depends: (credit) => `${credit}, si le fait manquant est confirmé`,
  askBy: (day) => `à demander avant la fin du ${day}`,
  askedTooLate: (day) => `était à demander avant la fin du ${day}`,
  uptime: 'Disponibilité',
  downtime: 'Interruption',
  unknown: 'Inconnu',
  missing: 'Manque',
  assumed: 'Supposé',
  assumedOfSeveral: 'Supposé de plusieurs services',
  worked: 'Comment c’est calculé',
  more: (count) => `et ${count} autres`,
  version: (version) => `version ${version}`,
  asOf: (moment) => `au ${moment}`,
};

function counted(count: number, noun: string, f: SlaFormat): string {
  return `${f.count(count)} ${noun}${count > 1 ? 's' : ''}`;
}

function reading({ anchor, days, count }: ClaimReading): string {
  switch (anchor) {
    case 'incident':
      return `${days} jours à partir du premier incident`;
    case 'eligibility':
      return `${days} jours à partir du franchissement du seuil`;
    case 'window-end':
      return `${days} jours à partir de la fin de la période`;
    case 'month-end':
      return count === 1 ? 'la fin du mois suivant la période' : `la fin du ${count}e mois suivant la période`;
    case 'billing-cycle-end':
      return count === 1
        ? 'la fin du cycle de facturation suivant la période'
        : `la fin du ${count}e cycle de facturation suivant la période`;
  }
}
