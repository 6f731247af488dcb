import { canonicalJson } from '../canonical-json.ts';
import type { Credit, Verdict } from '../sla/assessment.ts';
import type { ContractLine, ContractWindow } from './assess-contract.ts';

/** What one assessment says of one service. */
export interface RevisedFigure {
  /** Whether any record speaks of the window; without one neither figure nor credit says anything. */
  readonly measured: boolean;
  readonly percent: string;
  readonly downtimeMs: number;
  readonly verdict: Verdict;
  /** What is owed or would be; null when nothing is. */
  readonly credit: Credit | null;
}

/** One service whose figures a new assessment changed; undefined where the contract did not cover it. */
export interface RevisedService {
  readonly serviceId: string;
  readonly before: RevisedFigure | undefined;
  readonly after: RevisedFigure | undefined;
}

/** Whether two assessments say the same: figures, counted times, what people took out, the fee, verdicts and dates; sentences may differ. */
export function sayTheSame(a: ContractWindow, b: ContractWindow): boolean {
  return canonicalJson(statementsOf(a)) === canonicalJson(statementsOf(b));
}

function statementsOf({ lines, assessment: { total, fee }, term }: ContractWindow): unknown {
  const services = lines.map(({ serviceId, line, bySource, counted, recordedFrom }) => {
    const { covered, verdict, downtime, certain, credit, claimDates, missing, unknownMs } = line;
    const facts = { covered, verdict, downtime, certain: certain.downtime, credit, owed: certain.credit, claimDates };
    const excluded = line.explanation.filter(({ code }) => code === 'excluded-by');
    return { serviceId, ...facts, excluded, missing, unknownMs, bySource, counted, recordedFrom };
  });
  return { services, term, fee, verdict: total.verdict, credit: total.credit, certain: total.certain.credit };
}

/** The services about which two assessments differ, old and new side by side. */
export function compareRevisions(before: ContractWindow, after: ContractWindow): RevisedService[] {
  const ids = new Set([...before.lines, ...after.lines].map(({ serviceId }) => serviceId));
  return [...ids]
    .map((serviceId) => ({ serviceId, before: figureOf(before, serviceId), after: figureOf(after, serviceId) }))
    .filter((pair) => canonicalJson(pair.before ?? null) !== canonicalJson(pair.after ?? null));
}

function figureOf({ lines }: ContractWindow, serviceId: string): RevisedFigure | undefined {
  const found = lines.find((line) => line.serviceId === serviceId);
  if (!found) return undefined;
  const { uptime, downtime, verdict } = found.line;
  const measured = found.recordedFrom !== null;
  return { measured, percent: uptime.percent, downtimeMs: downtime.ms, verdict, credit: owedCredit(found) };
}

/** What a line owes, or would owe if the missing facts turned out so. */
export function owedAmount(line: ContractLine): number {
  return owedCredit(line)?.amount ?? 0;
}

function owedCredit({ line }: ContractLine): Credit | null {
  return line.verdict === 'not-owed' ? null : line.credit;
}
