import type { SlaPolicy } from '../sla/policy.ts';
import { dayOf, type Instant } from '../time.ts';
import type { Direction } from '../words.ts';
import type { ContractParticulars, ContractTerms } from './contract.ts';
import { type ImportRow, type ReadRow, type RowMistake, readImportRow } from './contract-import-row.ts';
import { areToldApart } from './contract-overlap.ts';
import { sentenceOfUncovered } from './uncovered-services.ts';

export interface KnownOrganization {
  readonly id: string;
  readonly name: string;
  readonly disabledAt: Instant | null;
}

export interface KnownService {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  /** The organisations that may see it; null for everybody. */
  readonly shownTo: readonly string[] | null;
}

/** A recorded contract as far as a new one may collide with it. */
export interface KnownContract {
  readonly organizationId: string;
  readonly direction: Direction;
  readonly counterparty: string;
  readonly customerDomain: string | null;
  readonly accountNumber: string | null;
  readonly serviceIds: readonly string[];
  readonly startsAt: Instant;
  readonly endsAt: Instant | null;
  readonly importKey: string | null;
}

/** What an import is planned against. */
export interface ImportFacts {
  readonly organizations: readonly KnownOrganization[];
  readonly policies: readonly (SlaPolicy & { readonly versionId: string })[];
  readonly services: readonly KnownService[];
  readonly contracts: readonly KnownContract[];
  readonly now: Instant;
}

/** A contract to be made; `organizationId` is null where the organisation is made first. */
export interface PlannedContract extends ContractParticulars, Omit<ContractTerms, 'organizationId'> {
  readonly importKey: string;
  readonly organizationId: string | null;
  readonly organizationName: string;
}

export interface PlannedRow {
  readonly line: number;
  readonly key: string;
  readonly action: 'create' | 'exists' | 'refused';
  /** Set unless the row cannot be read. */
  readonly contract: PlannedContract | null;
  readonly mistakes: readonly RowMistake[];
  readonly warnings: readonly string[];
}

export interface ImportPlan {
  readonly rows: readonly PlannedRow[];
  /** By name, those that would be made first. */
  readonly newOrganizations: readonly string[];
}

/** What a file would do, row by row; nothing is written. */
export function planContractImport(
  rows: readonly ImportRow[],
  facts: ImportFacts,
  options: { readonly createOrganizations: boolean },
): ImportPlan {
  const recorded = new Set(facts.contracts.map(({ importKey }) => importKey));
  const lines = new Map<string, number>();
  const planned: PlannedRow[] = [];
  for (const row of rows) {
    const read = readImportRow(row, facts, options);
    const key = row.cells['key'] ?? '';
    const before = lines.get(key);
    if (key !== '' && before === undefined) lines.set(key, row.line);
    if (recorded.has(key))
      planned.push({ line: row.line, key, action: 'exists', contract: null, mistakes: [], warnings: [] });
    else planned.push(planRow({ row, read, key, before }, planned, facts));
  }
  const names = planned.flatMap(({ action, contract }) =>
    action === 'create' && contract?.organizationId === null ? [contract.organizationName] : [],
  );
  return { rows: planned, newOrganizations: [...new Set(names)] };
}

interface RowToPlan {
  readonly row: ImportRow;
  readonly read: ReadRow;
  readonly key: string;
  /** The line on which the same key stands already. */
  readonly before: number | undefined;
}

function planRow(
  { row, read, key, before }: RowToPlan,
  earlier: readonly PlannedRow[],
  facts: ImportFacts,
): PlannedRow {
  const mistakes = [...read.mistakes];
  if (before !== undefined)
    mistakes.push({ column: 'key', sentence: `The key “${key}” stands on line ${before} already.` });
  if (read.contract && !mistakes.some(({ column }) => column === 'to'))
    mistakes.push(...overlapMistakes(read.contract, earlier, facts));
  const action = mistakes.length > 0 ? 'refused' : 'create';
  const warnings = read.contract ? warningsOf(read.contract, facts) : [];
  return { line: row.line, key, action, contract: read.contract, mistakes, warnings };
}

function overlapMistakes(contract: PlannedContract, earlier: readonly PlannedRow[], facts: ImportFacts): RowMistake[] {
  const inFile = earlier.flatMap((row) =>
    row.contract ? [{ ...row.contract, where: `the one on line ${row.line}` }] : [],
  );
  const recorded = facts.contracts.map((one) => ({ ...one, where: `the recorded contract with ${one.counterparty}` }));
  const other = [...inFile, ...recorded].find((one) => collides(contract, one));
  if (!other) return [];
  const sentence = `This contract and ${other.where} cover the same service at the same time: both would credit the same outage. Give each its own customer domain or account number.`;
  return [{ column: 'services', sentence }];
}

type Reach = Omit<KnownContract, 'organizationId' | 'counterparty'> & {
  readonly organizationId: string | null;
  readonly organizationName?: string;
};

function collides(a: PlannedContract, b: Reach): boolean {
  const same =
    a.organizationId === null ? a.organizationName === b.organizationName : a.organizationId === b.organizationId;
  const end = Number.POSITIVE_INFINITY;
  const overlaps = a.startsAt < (b.endsAt ?? end) && b.startsAt < (a.endsAt ?? end);
  const shares = a.serviceIds.some((id) => b.serviceIds.includes(id));
  return same && a.direction === b.direction && overlaps && shares && !areToldApart(a, b);
}

function warningsOf(contract: PlannedContract, { now, policies, services }: ImportFacts): string[] {
  const warnings: string[] = [];
  const policy = policies.find(({ versionId }) => versionId === contract.policyId);
  const chosen = services.filter(({ id }) => contract.serviceIds.includes(id)).map(({ name }) => name);
  const idle = policy ? sentenceOfUncovered(policy, chosen) : undefined;
  if (idle) warnings.push(idle);
  if (contract.organizationId === null) warnings.push(`The organisation “${contract.organizationName}” is made.`);
  if (contract.feeMinor === null) warnings.push('No fee: credits have no value in money.');
  if (contract.endsAt !== null && contract.endsAt <= now) {
    warnings.push(`The contract ended on ${dayOf(contract.endsAt - 1, contract.zone ?? 'UTC')}.`);
  }
  return warnings;
}
