import type { FeeShare } from '#domain/credits/fee-share';
import type { StatementBalance } from '#domain/credits/statement';
import type { Language } from '#domain/words';
import { formatCredit, formatMonthShort } from '../credits/format-credit.ts';
import { formatMoney } from '../format.ts';
import { localText } from '../language.ts';
import { ledgerMessages } from './messages.ts';

/** `Oct 2026 · 10 %, worth €25.00`; shares of several services' own fees are told one by one. */
export function balanceText(balance: StatementBalance, lang: Language): string {
  const t = ledgerMessages(lang);
  const { unit, amount, currency, month, worth } = balance;
  const sum = formatCredit({ unit, value: amount, currency }, lang);
  if (month === null) return sum;
  const parts = [sum, sharesText(balance, lang)].filter((part) => part !== undefined).join(', ');
  if (!worth) return `${formatMonthShort(month, lang)} · ${parts}`;
  const money = formatMoney(worth.minor, worth.currency, lang);
  return `${formatMonthShort(month, lang)} · ${parts}, ${worth.atMost ? t.worthAtMost(money) : t.worth(money)}`;
}

/** `granted of each service’s own fee: Mail 10 %, Files 10 %`; undefined where no percentage is of one service's fee. */
export function sharesText({ shares }: Pick<StatementBalance, 'shares'>, lang: Language): string | undefined {
  const t = ledgerMessages(lang);
  if (!shares || shares.length === 0) return undefined;
  const named = ({ serviceNames, unit, amount }: FeeShare): string => {
    const name = serviceNames ? localText(serviceNames, lang).text : t.otherService;
    return `${name} ${formatCredit({ unit, value: amount, currency: null }, lang)}`;
  };
  return t.ofOwnFee(shares.map(named).join(', '));
}
