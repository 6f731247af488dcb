import type { ClaimPack } from '#domain/credits/claim-pack';
import { dayOf } from '#domain/time';
import type { Language } from '#domain/words';
import { formatMonthName } from '../credits/format-credit.ts';
import { formatList } from '../format.ts';
import { localText } from '../language.ts';
import { type SlaFormat, slaFormat } from '../sla/format.ts';
import { missingPhrase } from '../sla/messages.ts';
import { type PackMessages, packMessages } from './messages.ts';
import { oneLine } from './one-line.ts';
import { outageItems } from './outage-items.ts';
import { proofItems, userItems } from './proof-items.ts';
import { ruleItems } from './rule-items.ts';

/** One point of a letter with what belongs to it. */
export interface PackItem {
  readonly text: string;
  readonly details: readonly string[];
}

export interface PackSection {
  readonly id: keyof PackMessages['titles'];
  readonly title: string;
  readonly items: readonly PackItem[];
}

/** A claim in the words of one language; text, page and PDF print it. */
export interface PackLetter {
  readonly lang: Language;
  readonly subject: string;
  readonly opening: readonly string[];
  readonly sections: readonly PackSection[];
  readonly closing: readonly string[];
  /** What it is and of which day, for the foot of a page. */
  readonly foot: string;
}

export interface PackWords {
  readonly lang: Language;
  readonly t: PackMessages;
  readonly f: SlaFormat;
}

/** The claim as a letter to the provider, or to the reseller who passes it on. */
export function writePack(pack: ClaimPack, lang: Language): PackLetter {
  const words: PackWords = { lang, t: packMessages(lang), f: slaFormat(lang) };
  const { t } = words;
  const sections: readonly PackSection[] = [
    { id: 'customer', title: t.titles.customer, items: customerItems(pack, words) },
    { id: 'asked', title: t.titles.asked, items: askedItems(pack, words) },
    { id: 'outages', title: t.titles.outages, items: outageItems(pack, words) },
    { id: 'proofs', title: t.titles.proofs, items: proofItems(pack, words) },
    { id: 'users', title: t.titles.users, items: userItems(pack, words) },
    { id: 'arithmetic', title: t.titles.arithmetic, items: ruleItems(pack, words) },
    { id: 'unknown', title: t.titles.unknown, items: unknownItems(pack, words) },
    { id: 'deadline', title: t.titles.deadline, items: deadlineItems(pack, words) },
  ];
  return {
    lang,
    subject: subjectOf(pack, words),
    opening: openingOf(pack, words),
    sections: sections.filter(({ items }) => items.length > 0),
    foot: t.foot(pack.claim?.no ?? null, words.f.day(dayOf(pack.madeAt, pack.window.zone))),
    closing: [...t.closing, ...(pack.party.customerName ? [oneLine(pack.party.customerName)] : [])],
  };
}

/** `October 2026`, or the days of a longer window. */
export function periodName(pack: ClaimPack, { lang, f }: PackWords): string {
  if (pack.policy.terms.window.kind === 'calendar-month') return formatMonthName(pack.month, lang);
  const { startedAt, endedAt, zone } = pack.window;
  return `${f.day(dayOf(startedAt, zone))} – ${f.day(dayOf(endedAt - 1, zone))}`;
}

function subjectOf(pack: ClaimPack, words: PackWords): string {
  const { lang, t } = words;
  const cases = pack.claim?.caseNumbers ?? [];
  const wanted = pack.policy.terms.claim.evidence.flatMap(({ subject }) => (subject ? [`${subject} – `] : []));
  const plain = t.subject({
    domain: pack.party.customerDomain && oneLine(pack.party.customerDomain),
    services: formatList(
      pack.services.map(({ names }) => localText(names, lang).text),
      lang,
    ),
    period: periodName(pack, words),
    cases: cases.length > 0 ? cases.join(', ') : null,
  });
  return oneLine(wanted.join('') + plain);
}

function openingOf(pack: ClaimPack, words: PackWords): string[] {
  const { t, f } = words;
  const { customerDomain, counterparty, reseller } = pack.party;
  const claim = { policy: oneLine(pack.policy.name), period: periodName(pack, words) };
  const opening = [t.opening({ ...claim, domain: customerDomain && oneLine(customerDomain) })];
  if (reseller !== null) {
    opening.unshift(t.openingReseller({ ...claim, reseller: oneLine(reseller), provider: oneLine(counterparty) }));
  }
  if (pack.open) opening.push(t.early(f.day(dayOf(pack.window.endedAt - 1, pack.window.zone))));
  return opening;
}

function customerItems({ party, claim, madeAt, window: { zone } }: ClaimPack, { t, f, lang }: PackWords): PackItem[] {
  const account = party.reseller === null ? t.customer.account : t.customer.accountReseller;
  const rows: [label: string, value: string | null][] = [
    [t.customer.name, party.customerName],
    [t.customer.domain, party.customerDomain],
    [account, party.accountNumber],
    [t.customer.provider, party.counterparty],
    [t.customer.edition, party.edition],
    [t.customer.seats, party.seats === null ? null : f.count(party.seats)],
    [t.customer.claim, claim && t.claim(claim.no, f.day(dayOf(claim.askedAt, zone)))],
    [t.customer.cases, claim && claim.caseNumbers.length > 0 ? claim.caseNumbers.join(', ') : null],
    [t.customer.note, claim?.note ? claim.note : null],
    [t.customer.made, f.day(dayOf(madeAt, zone))],
  ];
  const colon = lang === 'fr' ? '\u202f: ' : ': ';
  return rows.flatMap(([label, value]) =>
    value === null ? [] : [{ text: `${label}${colon}${oneLine(value)}`, details: [] }],
  );
}

function askedItems(pack: ClaimPack, { t, f, lang }: PackWords): PackItem[] {
  const credit = (unit: (typeof pack.services)[number]['asked']): string =>
    f.credit({ unit: unit.unit, amount: unit.value, currency: unit.currency ?? undefined });
  const items = pack.services.map(({ names, line, asked, nowOwed }): PackItem => {
    const say = line.verdict === 'depends' ? t.asked.depends : t.asked.owed;
    const below = line.tier ? f.percent(line.tier.below) : null;
    const details = [t.asked.uptime(f.percent(line.uptime.percent), f.duration(line.downtime.ms), below)];
    if (nowOwed) details.push(t.asked.changed(f.credit(nowOwed)));
    return { text: say(localText(names, lang).text, credit(asked)), details };
  });
  if (pack.total === null || items.length < 2) return items;
  const say = pack.capped ? t.asked.capped : t.asked.total;
  return [...items, { text: say(credit(pack.total)), details: [] }];
}

function unknownItems({ missing }: ClaimPack, { t, lang }: PackWords): PackItem[] {
  if (missing.length === 0) return [];
  const details = missing.map((fact) => missingPhrase(fact, lang));
  return [
    { text: t.unknown.intro, details },
    { text: t.unknown.ask, details: [] },
  ];
}

function deadlineItems({ deadline }: ClaimPack, { t, f }: PackWords): PackItem[] {
  const { provider, reseller, zone, lapsed } = deadline;
  const lines = provider.map(({ by, reading }) => t.deadline.provider(f.day(by), t.deadline.reading(reading), zone));
  if (reseller?.by) lines.unshift(t.deadline.reseller(oneLine(reseller.name), f.day(reseller.by)));
  if (provider.length > 1) lines.push(t.deadline.safe);
  if (provider.length === 0) lines.push(t.deadline.none);
  if (lapsed) lines.push(t.deadline.lapsed);
  return lines.map((text) => ({ text, details: [] }));
}
