import type { WorthMessages } from './worth.ts';

const days = (count: number): string => (count === 1 ? '1 day' : `${count} days`);

export const enWorth: WorthMessages = {
  title: 'What it is worth',
  worth: (sum) => `worth ${sum}`,
  atMost: (sum) => `worth up to ${sum}`,
  notKnown: 'worth not known',
  extended: ({ from, to, days: count, applied }) =>
    `The term ends on ${from}; with ${count} of credit it ends on ${to}${applied === null ? '' : ` (${applied} applied so far)`}.`,
  steps: {
    'fee-piece': (piece, { money, day }) => {
      const price = money(piece.priceMinor, piece.currency);
      const seats = piece.seats === null ? '' : ` × ${piece.seats} seats`;
      const plan = piece.plan === 'yearly' ? `a twelfth of the yearly fee of ${price}` : `the monthly fee of ${price}`;
      const share = piece.days === piece.ofDays ? '' : `, for ${days(piece.days)} of ${piece.ofDays}`;
      return `${day(piece.from)} to ${day(piece.to)}: ${plan}${seats}${share}.`;
    },
    'fee-sum': ({ minor, currency }, { money }) => `Fee of the window: ${money(minor, currency)}.`,
    'day-value': ({ from, to, plan, feeMinor, ofDays, currency }, { money, day }) =>
      plan === 'yearly'
        ? `A day from ${day(from)} to ${day(to)}: the yearly fee of ${money(feeMinor, currency)} divided by the ${ofDays} days of the term year.`
        : `A day from ${day(from)} to ${day(to)}: the monthly fee of ${money(feeMinor, currency)} divided by the ${ofDays} days of the month.`,
    'days-worth': ({ days: count, minor, currency }, { money }) =>
      `${days(count)} of service: ${money(minor, currency)}.`,
    'percent-worth': ({ ppm, feeMinor, minor, currency }, { money, credit }) =>
      `${credit({ unit: 'percent', value: ppm, currency: null })} of ${money(feeMinor, currency)}: ${money(minor, currency)}.`,
    'fee-shared': ({ services }) =>
      `The fee on record covers ${services} services and the percentage is of one of them: it is worth this or less.`,
    'next-month': () => 'The percentage is taken of the next invoice: the fee of the month after the window.',
  },
  unknown: {
    'no-fee': 'No fee is recorded for this contract, so the credit has no value in money here.',
    'no-plan': 'It is not recorded whether the fee is for a month or a year, so the credit has no value in money here.',
    'no-seats':
      'The fee is for one seat and the number of seats is not recorded, so the credit has no value in money here.',
    'outside-term': 'The contract does not run on any day of the time whose fee counts.',
    'too-large': 'It comes to more than can be reckoned exactly. Look at the fee and at the sum.',
    'term-open': 'The percentage is of the fee of the whole term, and the contract has no end yet.',
  },
};
