import type { ClaimPack } from '#domain/credits/claim-pack';
import type { PolicyTerms } from '#domain/sla/policy';
import { creditOf } from '#domain/sla/tier';
import { formatMoney } from '../format.ts';
import { oneLine } from './one-line.ts';
import type { PackItem, PackWords } from './write-pack.ts';
import { zoneTime } from './zone-time.ts';

/** The rules the arithmetic uses, in our words. */
export function ruleItems({ policy, window }: ClaimPack, { t, f }: PackWords): PackItem[] {
  const { terms } = policy;
  const amount = (value: string): string => amountText(value, terms, { t, f });
  const lines = [
    t.rules.window(
      zoneTime(window.startedAt, window.zone),
      zoneTime(window.endedAt, window.zone),
      window.zone,
      f.minutes(window.ms),
    ),
  ];
  if (terms.target !== null) lines.push(t.rules.promise(f.percent(terms.target)));
  if (terms.downtime.shareAbove !== null) lines.push(t.rules.downtime(f.percent(terms.downtime.shareAbove)));
  const tiers = terms.tiers.map(({ below, credit }) => t.rules.tier(f.percent(below), amount(credit)));
  if (tiers.length > 0) lines.push(t.rules.tiers(tiers.join(f.lang === 'fr' ? '\u202f; ' : '; ')));
  const { cap } = terms;
  if (cap !== null && (cap.unit ?? 'credit') === 'credit') {
    lines.push(t.rules.cap(amount(cap.amount), cap.over === 'all-services'));
  }
  lines.push(t.rules.version(oneLine(policy.name), policy.version));
  return lines.map((text) => ({ text, details: [] }));
}

function amountText(value: string, { credit }: PolicyTerms, { f }: Pick<PackWords, 't' | 'f'>): string {
  if (credit.unit === 'days') return f.credit({ unit: 'days', amount: Number(value) });
  if (credit.unit === 'percent') return f.percent(value);
  if (credit.unit === 'money') {
    const { currency = 'EUR' } = credit;
    return formatMoney(creditOf('money', value, currency).amount, currency, f.lang);
  }
  return `${value} ×`;
}
