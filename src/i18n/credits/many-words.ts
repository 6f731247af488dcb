import type { CreditAmount } from '#domain/credits/amount';
import type { AffectedCredit, AffectedState } from '#domain/credits/many/affected';
import type { AffectedSum } from '#domain/credits/many/sum-affected';
import type { Direction } from '#domain/words';
import { formatList } from '../format.ts';
import { formatCredit } from './format-credit.ts';

/** Words of the console about many contracts at once; it speaks English. */
export const VERDICT_WORDS: Readonly<Record<AffectedCredit['verdict'], string>> = {
  owed: 'Owed',
  depends: 'Depends on facts that are missing',
  'not-owed': 'Nothing owed',
};

export const DIRECTION_WORDS: Readonly<Record<Direction, string>> = {
  'we-owe': 'Owed by us',
  'owed-to-us': 'Owed to us',
};

export const STATE_WORDS: Readonly<Record<AffectedState, string>> = {
  'nobody-asked': 'not asked for',
  asked: 'asked for',
  second: 'waits for a second operator',
  appeal: 'under appeal',
  granted: 'granted',
  declined: 'declined',
  lapsed: 'lapsed',
  expected: 'the provider owes this by itself; not seen yet',
  none: '–',
};

export const STATE_TONES: Readonly<
  Record<AffectedState, 'waiting' | 'active' | 'yours' | 'done' | 'refused' | undefined>
> = {
  'nobody-asked': 'yours',
  asked: 'active',
  second: 'waiting',
  appeal: 'active',
  granted: 'done',
  declined: 'refused',
  lapsed: 'refused',
  expected: 'waiting',
  none: undefined,
};

/** `60 contracts: 54 owed, 4 depend, 2 nothing; 162 days in all, worth €1,200.00.` */
export function affectedSentence(sum: AffectedSum): string {
  const { contracts, byVerdict } = sum;
  const parts = [
    byVerdict.owed > 0 ? `${byVerdict.owed} owed` : '',
    byVerdict.depends > 0 ? `${byVerdict.depends} ${byVerdict.depends === 1 ? 'depends' : 'depend'}` : '',
    byVerdict['not-owed'] > 0 ? `${byVerdict['not-owed']} nothing` : '',
  ].filter((part) => part !== '');
  const head = `${contracts} ${contracts === 1 ? 'contract' : 'contracts'}: ${parts.join(', ')}`;
  const all = sumWords(sum);
  const granted = sum.granted > 0 ? ` ${sum.granted} granted already.` : '';
  return `${head}${all === '' ? '' : `; ${all}`}.${granted}`;
}

function sumWords({ owed, shares, worth, worthUnknown }: AffectedSum): string {
  const amounts = owed.map((amount) => formatCredit(amount, 'en'));
  if (shares > 0) amounts.push(`a share of the fee for ${shares}`);
  if (amounts.length === 0) return '';
  const value = worth.length === 0 ? '' : `, worth ${moneyWords(worth)}`;
  const unknown = worthUnknown > 0 && worth.length > 0 ? ` and what ${worthUnknown} without a known fee come to` : '';
  return `${formatList(amounts, 'en')} in all${value}${unknown}`;
}

/** Sums of several currencies as one text. */
export function moneyWords(amounts: readonly CreditAmount[]): string {
  return formatList(
    amounts.map((amount) => formatCredit(amount, 'en')),
    'en',
  );
}
