import { serviceKey } from '../sla/coverage.ts';
import { policyVersionAt } from '../sla/policy-version.ts';
import { dayOf, isTimeZone } from '../time.ts';
import { BILLING_PLANS, DIRECTIONS, FEE_PERS, PAYMENTS, POLICY_CHOICES } from '../words.ts';
import { currencyDigits, isCurrency, parseDecimal } from './amount.ts';
import { contractPeriod, listMistakesInParticulars, listMistakesInTerms } from './contract.ts';
import type { ImportFacts, KnownOrganization, KnownService, PlannedContract } from './contract-import.ts';

export interface ImportRow {
  readonly line: number;
  readonly cells: Readonly<Record<string, string | undefined>>;
}

export interface RowMistake {
  readonly column: string;
  readonly sentence: string;
}

export interface ReadRow {
  /** Set unless one of the parts that make a contract cannot be read; it may have mistakes. */
  readonly contract: PlannedContract | null;
  readonly mistakes: readonly RowMistake[];
}

const COLUMN_OF_FIELD: Readonly<Record<string, string>> = {
  billingDay: 'billing_day',
  billingPlan: 'billing_plan',
  resellerDays: 'reseller_days',
  customerDomain: 'customer_domain',
  accountNumber: 'account_number',
  supportPlan: 'support_plan',
};

/** Reads one row against what is there: every mistake of it, and the contract where there is none. */
export function readImportRow(
  row: ImportRow,
  facts: ImportFacts,
  options: { readonly createOrganizations: boolean },
): ReadRow {
  const reader = new CellReader(row);
  const organization = readOrganization(reader, facts.organizations, options.createOrganizations);
  const policy = readPolicy(reader, facts);
  const zone = readZone(reader);
  const period = readPeriod(reader, zone ?? policy?.terms.window.zone ?? 'UTC');
  const direction = reader.word('direction', DIRECTIONS) ?? 'we-owe';
  const isShown = ({ shownTo }: KnownService): boolean =>
    direction === 'owed-to-us' || shownTo === null || shownTo.includes(organization?.organizationId ?? '');
  const serviceIds = readServices(reader, facts, isShown);
  const counterparty =
    reader.text('counterparty') ?? (direction === 'we-owe' ? organization?.organizationName : undefined);
  const contract = {
    importKey: reader.required('key'),
    direction,
    counterparty: counterparty ?? '',
    policyChoice: reader.word('new_versions', POLICY_CHOICES) ?? 'stays',
    zone,
    billingDay: reader.count('billing_day'),
    customerDomain: reader.text('customer_domain'),
    accountNumber: reader.text('account_number'),
    reseller: reader.text('reseller'),
    resellerDays: reader.count('reseller_days'),
    edition: reader.text('edition'),
    seats: reader.count('seats'),
    ...readFee(reader),
    payment: reader.word('payment', PAYMENTS),
    supportPlan: reader.text('support_plan'),
  } as const;
  const mistakes = withOwnMistakes(reader.mistakes, {
    ...contract,
    ...(period ?? { startsAt: 0, endsAt: null }),
    // Of a row without an organisation the other party is not known to be missing.
    counterparty: contract.counterparty || (organization ? '' : '–'),
    serviceIds: serviceIds ?? [],
  });
  if (!organization || !policy || !period || !serviceIds) return { contract: null, mistakes };
  return { contract: { ...contract, ...organization, ...period, serviceIds, policyId: policy.versionId }, mistakes };
}

/** What is wrong with the values beside what is wrong with the cells; of one column the cell comes first. */
function withOwnMistakes(
  ofCells: readonly RowMistake[],
  values: Parameters<typeof listMistakesInTerms>[0] & Parameters<typeof listMistakesInParticulars>[0],
): RowMistake[] {
  const own = [...listMistakesInTerms(values), ...listMistakesInParticulars(values)].map(({ field, sentence }) => ({
    column: COLUMN_OF_FIELD[field] ?? field,
    sentence,
  }));
  return [...ofCells, ...own.filter(({ column }) => ofCells.every((mistake) => mistake.column !== column))];
}

/** Reads cells and keeps what is wrong with them. */
class CellReader {
  readonly mistakes: RowMistake[] = [];
  private readonly row: ImportRow;

  constructor(row: ImportRow) {
    this.row = row;
  }

  text(column: string): string | null {
    return this.row.cells[column] ?? null;
  }

  required(column: string): string {
    const cell = this.text(column);
    if (cell === null) this.refuse(column, 'This cell must not be empty.');
    return cell ?? '';
  }

  word<const Word extends string>(column: string, known: readonly Word[]): Word | null {
    const cell = this.text(column);
    const word = known.find((one) => one === cell?.toLowerCase());
    if (cell !== null && word === undefined) this.refuse(column, `“${cell}” is not ${known.join(' or ')}.`);
    return word ?? null;
  }

  count(column: string): number | null {
    const cell = this.text(column);
    if (cell === null) return null;
    if (/^\d{1,9}$/.test(cell)) return Number(cell);
    this.refuse(column, `“${cell}” is not a whole number.`);
    return null;
  }

  day(column: string): string | null {
    const cell = this.text(column);
    if (cell === null || isDay(cell)) return cell;
    this.refuse(column, `“${cell}” is not a day such as 2026-01-31.`);
    return null;
  }

  refuse(column: string, sentence: string): void {
    this.mistakes.push({ column, sentence });
  }
}

function isDay(text: string): boolean {
  const at = Date.parse(`${text}T00:00:00Z`);
  return /^[1-8]\d{3}-\d\d-\d\d$/.test(text) && !Number.isNaN(at) && new Date(at).toISOString().slice(0, 10) === text;
}

function readOrganization(
  reader: CellReader,
  known: readonly KnownOrganization[],
  create: boolean,
): Pick<PlannedContract, 'organizationId' | 'organizationName'> | undefined {
  const name = reader.required('organization');
  if (name === '') return undefined;
  const found = known.filter((one) => one.id === name || one.name.toLowerCase() === name.toLowerCase());
  const [only] = found;
  if (found.length > 1)
    reader.refuse(
      'organization',
      `There are ${found.length} organisations “${name}”. Write the id of the one that is meant.`,
    );
  else if (only && only.disabledAt !== null) reader.refuse('organization', `The organisation “${name}” is closed.`);
  else if (only) return { organizationId: only.id, organizationName: only.name };
  else if (name.length > 120) reader.refuse('organization', 'The name of an organisation has at most 120 characters.');
  else if (create) return { organizationId: null, organizationName: name };
  else reader.refuse('organization', `There is no organisation “${name}”. Make it first, or have the import make it.`);
  return undefined;
}

function readPolicy(reader: CellReader, { policies, now }: ImportFacts): ImportFacts['policies'][number] | undefined {
  const key = reader.required('policy');
  const version = reader.count('policy_version');
  if (key === '') return undefined;
  const versions = policies.filter(({ id }) => id === key);
  if (versions.length === 0) {
    const known = [...new Set(policies.map(({ id }) => id))].join(', ');
    reader.refuse('policy', `There is no policy “${key}”; there are ${known}.`);
    return undefined;
  }
  if (version === null) return policyVersionAt(versions, dayOf(now, 'UTC')) ?? versions[0];
  const found = versions.find((one) => one.version === version);
  if (!found) reader.refuse('policy_version', `The policy “${key}” has no version ${version}.`);
  return found;
}

function readZone(reader: CellReader): string | null {
  const zone = reader.text('zone');
  if (zone === null || isTimeZone(zone)) return zone;
  reader.refuse('zone', `“${zone}” is not a time zone such as Europe/Paris or UTC.`);
  return null;
}

function readPeriod(reader: CellReader, zone: string): Pick<PlannedContract, 'startsAt' | 'endsAt'> | undefined {
  const from = reader.required('from') === '' ? null : reader.day('from');
  const to = reader.day('to');
  return from === null ? undefined : contractPeriod({ from, to }, zone);
}

function readServices(
  reader: CellReader,
  { services }: ImportFacts,
  isShown: (service: KnownService) => boolean,
): string[] | undefined {
  const names = reader
    .required('services')
    .split('|')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length === 0) return undefined;
  if (names.length === 1 && names[0] === '*') return services.filter(isShown).map(({ id }) => id);
  const found = names.map((name) => {
    const service = services.find((one) => one.slug === name || serviceKey(one.name) === serviceKey(name));
    if (!service) reader.refuse('services', `There is no service “${name}”. Separate several with a vertical bar.`);
    else if (!isShown(service)) {
      reader.refuse('services', `“${name}” is not shown to this organisation, so it cannot be promised to it.`);
    }
    return service?.id;
  });
  return [...new Set(found.filter((id) => id !== undefined))];
}

function readFee(reader: CellReader): Pick<PlannedContract, 'feeMinor' | 'feePer' | 'currency' | 'billingPlan'> {
  const currency = reader.text('currency')?.toUpperCase() ?? null;
  const known = currency === null || isCurrency(currency);
  if (!known) reader.refuse('currency', 'The currency is its three letters, for example EUR.');
  const fee = reader.text('fee');
  const digits = currency !== null && known ? currencyDigits(currency) : 2;
  const feeMinor = fee === null ? null : parseDecimal(fee, digits);
  if (feeMinor === undefined)
    reader.refuse('fee', `“${fee}” is not a sum such as 1250.00 or 1250,00, without a separator of thousands.`);
  return {
    currency,
    feeMinor: feeMinor ?? null,
    feePer: reader.word('fee_per', FEE_PERS) ?? 'contract',
    billingPlan: reader.word('billing_plan', BILLING_PLANS),
  };
}
