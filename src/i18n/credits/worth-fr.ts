import type { WorthMessages } from './worth.ts';

const N = '\u202f';
const days = (count: number): string => (count === 1 ? '1 jour' : `${count} jours`);

export const frWorth: WorthMessages = {
  title: 'Ce que cela vaut',
  worth: (sum) => `soit ${sum}`,
  atMost: (sum) => `soit ${sum} au plus`,
  notKnown: 'valeur inconnue',
  extended: ({ from, to, days: count, applied }) =>
    `Le contrat court jusqu’au ${from}${N}; avec ${count} de crédit, jusqu’au ${to}${applied === null ? '' : ` (${applied} appliqués jusqu’ici)`}.`,
  steps: {
    'fee-piece': (piece, { money, day }) => {
      const price = money(piece.priceMinor, piece.currency);
      const seats = piece.seats === null ? '' : ` × ${piece.seats} licences`;
      const plan =
        piece.plan === 'yearly'
          ? `un douzième de la redevance annuelle de ${price}`
          : `la redevance mensuelle de ${price}`;
      const share = piece.days === piece.ofDays ? '' : `, pour ${days(piece.days)} sur ${piece.ofDays}`;
      return `Du ${day(piece.from)} au ${day(piece.to)}${N}: ${plan}${seats}${share}.`;
    },
    'fee-sum': ({ minor, currency }, { money }) => `Redevance de la période${N}: ${money(minor, currency)}.`,
    'day-value': ({ from, to, plan, feeMinor, ofDays, currency }, { money, day }) =>
      plan === 'yearly'
        ? `Un jour du ${day(from)} au ${day(to)}${N}: la redevance annuelle de ${money(feeMinor, currency)} divisée par les ${ofDays} jours de l’année du contrat.`
        : `Un jour du ${day(from)} au ${day(to)}${N}: la redevance mensuelle de ${money(feeMinor, currency)} divisée par les ${ofDays} jours du mois.`,
    'days-worth': ({ days: count, minor, currency }, { money }) =>
      `${days(count)} de service${N}: ${money(minor, currency)}.`,
    'percent-worth': ({ ppm, feeMinor, minor, currency }, { money, credit }) =>
      `${credit({ unit: 'percent', value: ppm, currency: null })} de ${money(feeMinor, currency)}${N}: ${money(minor, currency)}.`,
    'fee-shared': ({ services }) =>
      `La redevance enregistrée couvre ${services} services et le pourcentage porte sur un seul${N}: cela vaut cette somme ou moins.`,
    'next-month': () => `Le pourcentage porte sur la facture suivante${N}: la redevance du mois qui suit la période.`,
  },
  unknown: {
    'no-fee': `Aucune redevance n’est enregistrée pour ce contrat${N}: le crédit n’a pas de valeur en argent ici.`,
    'no-plan': `Il n’est pas enregistré si la redevance vaut pour un mois ou pour un an${N}: le crédit n’a pas de valeur en argent ici.`,
    'no-seats': `La redevance est celle d’une licence et le nombre de licences n’est pas enregistré${N}: le crédit n’a pas de valeur en argent ici.`,
    'outside-term': 'Le contrat ne court aucun jour de la période dont la redevance compte.',
    'too-large': 'Le montant dépasse ce qui peut être calculé exactement. Vérifiez la redevance et la somme.',
    'term-open': 'Le pourcentage porte sur la redevance de toute la durée du contrat, qui n’a pas encore de fin.',
  },
};
