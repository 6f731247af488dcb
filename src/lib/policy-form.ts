import type { PolicyTerms, SlaPolicy } from '#domain/sla/policy';
import { parseJson } from './parse-json.ts';
import { PolicyFileError, parsePolicyFile } from './sla-policy-file.ts';

/** Rows that stay empty in the form: room for one more tier or reading. */
export const SPARE_ROWS = 2;

type Typed = Readonly<Record<string, string>>;

/** The terms as the fields of the form hold them; what has no field is the JSON of `advanced`. */
export function typedTerms({ terms, name }: SlaPolicy): Record<string, string> {
  const { window, downtime, maintenance, credit, cap, claim } = terms;
  return {
    name,
    target: terms.target ?? '',
    windowKind: window.kind,
    zone: window.zone,
    zoneStated: yesNo(window.zoneStated),
    anchorDay: plain(window.anchorDay),
    firstMonth: plain(window.firstMonth),
    windowDays: plain(window.days),
    states: downtime.states.join(' '),
    shareAbove: downtime.shareAbove ?? '',
    minimumMinutes: String(downtime.minimumMinutes),
    wholeMinutesOnly: yesNo(downtime.wholeMinutesOnly),
    unknown: downtime.unknown,
    sourcesRule: downtime.sources.rule,
    sourcesOrder: downtime.sources.order.join(' '),
    maintenance: maintenance.treatment,
    noticeHours: plain(maintenance.noticeHours),
    maximumHours: plain(maintenance.maximumHoursPerYear),
    unit: credit.unit,
    feeBase: credit.feeBase,
    capAmount: cap?.amount ?? '',
    capOver: cap?.over ?? 'all-services',
    automatic: yesNo(claim.automatic),
    ...rowsOf(
      'tier',
      terms.tiers.map(({ below, inclusive, credit: earned }) => ({
        below,
        inclusive: yesNo(inclusive),
        credit: earned,
      })),
    ),
    ...rowsOf(
      'reading',
      claim.readings.map(({ anchor, days, count }) => ({ anchor, number: plain(days ?? count) })),
    ),
    advanced: JSON.stringify(restOf(terms), null, 2),
  };
}

/** How many rows of a kind the form has. */
export function rowCount(typed: Typed, kind: 'tier' | 'reading'): number {
  const numbers = Object.keys(typed).flatMap((name) => new RegExp(`^${kind}(\\d{1,2})-`).exec(name)?.[1] ?? []);
  return Math.min(20, Math.max(0, ...numbers.map((text) => Number(text) + 1)));
}

export interface PolicyHead {
  readonly id: string;
  readonly version: number;
}

/** The version that the form describes, or the sentence that names the term which is wrong. */
export function readPolicyForm(
  typed: Typed,
  { head, base }: { readonly head: PolicyHead; readonly base: PolicyTerms },
): { readonly ok: true; readonly policy: SlaPolicy } | { readonly ok: false; readonly sentence: string } {
  const advanced = parseJson(typed['advanced'] ?? '');
  if (!advanced.ok) return { ok: false, sentence: `The further terms are not valid JSON: ${advanced.reason}.` };
  if (typeof advanced.value !== 'object' || advanced.value === null || Array.isArray(advanced.value)) {
    return { ok: false, sentence: 'The further terms are an object in braces.' };
  }
  const candidate = {
    id: head.id,
    version: head.version,
    name: typed['name'] ?? '',
    effectiveFrom: typed['effectiveFrom'] ?? '',
    ...joined(typed, advanced.value, base),
  };
  try {
    return { ok: true, policy: parsePolicyFile(JSON.stringify(candidate), 'The new version') };
  } catch (error) {
    if (error instanceof PolicyFileError) return { ok: false, sentence: error.message };
    throw error;
  }
}

/** The terms that have no field of their own. */
function restOf(terms: PolicyTerms): Record<string, unknown> {
  const { target: _target, window: _window, tiers: _tiers, maintenance: _maintenance, ...rest } = terms;
  const {
    states: _states,
    shareAbove: _share,
    minimumMinutes: _minimum,
    wholeMinutesOnly: _whole,
    ...downtime
  } = rest.downtime;
  const { unknown: _unknown, sources: _sources, ...downtimeRest } = downtime;
  const { unit: _unit, feeBase: _base, ...credit } = rest.credit;
  const { automatic: _automatic, readings: _readings, ...claim } = rest.claim;
  const { cap: _cap, ...others } = rest;
  const capUnit = rest.cap?.unit === undefined ? {} : { capUnit: rest.cap.unit };
  return { ...others, ...capUnit, downtime: downtimeRest, credit, claim };
}

function joined(typed: Typed, advanced: object, base: PolicyTerms): Record<string, unknown> {
  const { capUnit, downtime, credit, claim, ...rest } = advanced as Record<string, unknown>;
  const cap = text(typed, 'capAmount');
  const days = number(typed, 'windowDays');
  const unit = capUnit === undefined ? {} : { unit: capUnit };
  return {
    ...rest,
    target: text(typed, 'target'),
    window: {
      kind: typed['windowKind'],
      zone: typed['zone'],
      zoneStated: typed['zoneStated'] === 'yes',
      anchorDay: number(typed, 'anchorDay'),
      firstMonth: number(typed, 'firstMonth'),
      ...(days === null ? {} : { days }),
    },
    downtime: {
      ...(downtime as object),
      states: words(typed, 'states'),
      shareAbove: text(typed, 'shareAbove'),
      minimumMinutes: number(typed, 'minimumMinutes'),
      wholeMinutesOnly: typed['wholeMinutesOnly'] === 'yes',
      unknown: typed['unknown'],
      sources: { rule: typed['sourcesRule'], order: words(typed, 'sourcesOrder') },
    },
    maintenance: {
      treatment: typed['maintenance'],
      noticeHours: number(typed, 'noticeHours'),
      maximumHoursPerYear: number(typed, 'maximumHours'),
    },
    tiers: tiersOf(typed, base),
    credit: { ...(credit as object), unit: typed['unit'], feeBase: typed['feeBase'] },
    cap: cap === null ? null : { amount: cap, over: typed['capOver'], ...unit },
    claim: { ...(claim as object), automatic: typed['automatic'] === 'yes', readings: readingsOf(typed) },
  };
}

/** A lower bound of a tier has no field: it stays with the tier of the same upper bound. */
function tiersOf(typed: Typed, base: PolicyTerms): object[] {
  return indexes(rowCount(typed, 'tier')).flatMap((index) => {
    const below = text(typed, `tier${index}-below`);
    if (below === null) return [];
    const floor = base.tiers.find((tier) => tier.below === below)?.floor ?? null;
    const credit = typed[`tier${index}-credit`] ?? '';
    return [{ below, inclusive: typed[`tier${index}-inclusive`] === 'yes', credit, floor }];
  });
}

function readingsOf(typed: Typed): object[] {
  return indexes(rowCount(typed, 'reading')).flatMap((index) => {
    const anchor = text(typed, `reading${index}-anchor`);
    if (anchor === null) return [];
    const amount = number(typed, `reading${index}-number`);
    const isCount = anchor === 'month-end' || anchor === 'billing-cycle-end';
    return [{ anchor, days: isCount ? null : amount, count: isCount ? amount : null }];
  });
}

function rowsOf(kind: 'tier' | 'reading', rows: readonly Typed[]): Record<string, string> {
  const all = [
    ...rows,
    ...Array.from({ length: SPARE_ROWS }, () =>
      Object.fromEntries(
        Object.keys(rows[0] ?? { below: '', inclusive: '', credit: '', anchor: '', number: '' }).map((name) => [
          name,
          '',
        ]),
      ),
    ),
  ];
  return Object.fromEntries(
    all.flatMap((row, index) => Object.entries(row).map(([name, value]) => [`${kind}${index}-${name}`, value])),
  );
}

function indexes(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}

/** Decimals may be typed with a comma. */
function text(typed: Typed, name: string): string | null {
  const value = (typed[name] ?? '').trim();
  return value === '' ? null : value.replace(',', '.');
}

/** What is no number is passed on as it is, for the schema to name the term. */
function number(typed: Typed, name: string): number | string | null {
  const value = text(typed, name);
  return value !== null && /^\d{1,6}$/.test(value) ? Number(value) : value;
}

function words(typed: Typed, name: string): string[] {
  return (typed[name] ?? '').split(/[\s,]+/).filter((word) => word !== '');
}

function yesNo(value: boolean): string {
  return value ? 'yes' : 'no';
}

function plain(value: number | null | undefined): string {
  return value === null || value === undefined ? '' : String(value);
}
