import type { FeeBase } from '#domain/sla/policy';
import type { CreditUnit, Direction } from '#domain/words';
import type { CreditAmount } from '../amount.ts';
import type { FeeHistory } from '../fee-history.ts';
import { type Worth, worthOf } from '../worth.ts';
import { addUp } from './sum-affected.ts';

/** What one contract is owed for one service of one window. */
export interface OwedLine {
  readonly contractId: string;
  readonly organizationId: string;
  readonly direction: Direction;
  readonly counterparty: string;
  readonly serviceId: string;
  readonly windowStart: number;
  readonly windowEnd: number;
  readonly unit: CreditUnit;
  readonly amount: number;
  readonly currency: string | null;
  /** null where nobody worked it out. */
  readonly worth: Worth | null;
}

/** One direction of a service. */
export interface MarginSide {
  readonly amounts: readonly CreditAmount[];
  /** How many are owed a share of their fee. */
  readonly shares: number;
  /** How many customers, or which providers. */
  readonly customers: number;
  readonly counterparties: readonly string[];
  readonly worth: readonly CreditAmount[];
  readonly worthUnknown: number;
}

/** What a service costs us and brings us in a month. */
export interface ServiceMargin {
  readonly serviceId: string;
  readonly weOwe: MarginSide;
  readonly owedToUs: MarginSide;
  /** What is owed to us less what we owe, by currency; only of what is known. */
  readonly margin: readonly CreditAmount[];
}

/** The same lines with their worth. */
export function worthOfLines(
  lines: readonly OwedLine[],
  histories: ReadonlyMap<string, FeeHistory>,
  feeBases: ReadonlyMap<string, FeeBase>,
): OwedLine[] {
  return lines.map((line) => {
    const history = histories.get(line.contractId);
    const feeBase = feeBases.get(line.contractId);
    if (!history || !feeBase) return line;
    const window = { startedAt: line.windowStart, endedAt: line.windowEnd };
    const credit = { unit: line.unit, value: line.amount, currency: line.currency };
    return { ...line, worth: worthOf(credit, { history, window, feeBase }) };
  });
}

/** Both directions of each service side by side, in the order in which services are given. */
export function serviceMargins(lines: readonly OwedLine[], serviceIds: readonly string[]): ServiceMargin[] {
  const byService = Map.groupBy(lines, ({ serviceId }) => serviceId);
  return serviceIds.flatMap((serviceId) => {
    const own = byService.get(serviceId);
    if (!own) return [];
    const weOwe = sideOf(own.filter(({ direction }) => direction === 'we-owe'));
    const owedToUs = sideOf(own.filter(({ direction }) => direction === 'owed-to-us'));
    const less = weOwe.worth.map((amount) => ({ ...amount, value: -amount.value }));
    return [{ serviceId, weOwe, owedToUs, margin: addUp([...owedToUs.worth, ...less]) }];
  });
}

function sideOf(lines: readonly OwedLine[]): MarginSide {
  const known = lines.flatMap(({ worth }) => (worth?.known ? worth : []));
  const amounts = lines.filter(({ unit }) => unit !== 'percent');
  return {
    amounts: addUp(amounts.map(({ unit, amount, currency }) => ({ unit, value: amount, currency }))),
    shares: lines.length - amounts.length,
    customers: new Set(lines.map(({ organizationId }) => organizationId)).size,
    counterparties: [...new Set(lines.map(({ counterparty }) => counterparty))].toSorted(),
    worth: addUp(known.map(({ minor, currency }) => ({ unit: 'money', value: minor, currency }))),
    worthUnknown: lines.length - known.length,
  };
}
