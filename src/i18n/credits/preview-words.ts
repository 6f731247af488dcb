import type { CreditAmount } from '#domain/credits/amount';
import { addUp } from '#domain/credits/many/sum-affected';
import type { PreviewedWindow } from '#domain/credits/policy-preview';
import { formatList } from '../format.ts';
import { formatCredit } from './format-credit.ts';

type Change = Pick<PreviewedWindow, 'change' | 'changeInMoney'>;

/** `+3 days, +€12.50`; where the two cannot be subtracted, that the result is another one. */
export function differenceText({ change, changeInMoney }: Change): string {
  const amounts = [change, changeInMoney].filter((one) => one !== null && one.value !== 0);
  const isSame = change?.unit === 'money' && changeInMoney?.value === change.value;
  const told = (isSame ? amounts.slice(0, 1) : amounts).flatMap((one) => (one ? [signed(one)] : []));
  return told.length === 0 ? 'another result' : told.join(', ');
}

/** What a version would have changed over all windows that were looked at. */
export function previewSentence({
  contracts,
  shown,
}: {
  readonly contracts: number;
  readonly shown: readonly { readonly windows: readonly (Change & Pick<PreviewedWindow, 'differs' | 'measured'>)[] }[];
}): string {
  if (contracts === 0) return 'No contract rests on this policy: there is nothing to compare.';
  const windows = shown.flatMap((contract) => contract.windows);
  const measured = windows.filter((window) => window.measured);
  const changed = measured.filter(({ differs }) => differs);
  const of = `of the ${measured.length} measured windows looked at would have come out otherwise`;
  const head = changed.length === 0 ? `None ${of}.` : `${changed.length} ${of}${totalText(changed)}.`;
  const left = windows.length - measured.length;
  return [
    head,
    ...(left > 0 ? [`${left} ${left === 1 ? 'window was' : 'windows were'} not measured.`] : []),
    ...(contracts > shown.length ? [`${shown.length} of ${contracts} contracts are shown.`] : []),
  ].join(' ');
}

function totalText(changed: readonly Change[]): string {
  const amounts = addUp(changed.flatMap(({ change }) => (change && change.unit === 'days' ? [change] : [])));
  const money = addUp(changed.flatMap(({ changeInMoney }) => changeInMoney ?? []));
  const told = [...amounts, ...money].filter(({ value }) => value !== 0).map(signed);
  return told.length === 0 ? '' : `: ${formatList(told, 'en')} in all`;
}

function signed(amount: CreditAmount): string {
  return `${amount.value > 0 ? '+' : ''}${formatCredit(amount, 'en')}`;
}
