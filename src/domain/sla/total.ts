import { mergeIntervals, unionMs } from '../interval.ts';
import type { ServiceContext } from './assess-service.ts';
import type { AssessmentLine, Credit, Figures, Verdict } from './assessment.ts';
import { unitOfCredits } from './credit-unit.ts';
import { uptimeOf } from './downtime.ts';
import { windowStep } from './explain.ts';
import type { PolicyTerms } from './policy.ts';
import type { Assumption, Missing, Step } from './steps.ts';
import { capCredit } from './tier.ts';

interface Part {
  readonly service: string;
  readonly credit: Credit;
}

/** All services together: the sum of their credits after the cap, or the parts alone where fees must be known to add them. */
export function totalOf(all: readonly AssessmentLine[], context: ServiceContext): AssessmentLine {
  const lines = all.filter((line) => line.covered);
  const unknown = mergeIntervals(lines.flatMap((line) => line.unknownIntervals));
  const { terms, window } = context;
  const downtime = mergeIntervals(lines.flatMap((line) => line.downtime.intervals));
  const certainDowntime = mergeIntervals(lines.flatMap((line) => line.certain.downtime.intervals));
  const parts = partsOf(lines, (line) => line.credit);
  const credit = sumOf(parts, terms);
  const certainCredit = sumOf(
    partsOf(lines, (line) => line.certain.credit),
    terms,
  );
  const verdict = verdictOf(lines, { credit, certainCredit });
  const figures = (intervals: typeof downtime, earned: Credit | null): Figures => {
    const ms = unionMs(intervals);
    return { downtime: { ms, intervals }, uptime: uptimeOf(ms, window.ms), tier: null, credit: earned };
  };
  const certainSteps: Step[] =
    verdict === 'depends' && credit ? [{ code: 'total-certain', values: { credit: certainCredit } }] : [];
  const first = lines.filter((line) => line.claimBy !== null).toSorted(byClaimDate)[0];
  return {
    ...figures(downtime, credit),
    service: null,
    covered: true,
    verdict,
    missing: verdict === 'depends' ? distinctMissing(lines) : [],
    assumptions: totalAssumptions(parts, context),
    unknownMs: unionMs(unknown),
    unknownIntervals: unknown,
    certain: figures(certainDowntime, certainCredit),
    claimBy: first?.claimBy ?? null,
    claimDates: first?.claimDates ?? [],
    explanation: [windowStep(window), ...sumSteps(lines, { parts, credit, terms }), ...certainSteps],
    sources: [...new Set(lines.flatMap((line) => line.sources))],
  };
}

function partsOf(lines: readonly AssessmentLine[], credit: (line: AssessmentLine) => Credit | null): Part[] {
  return lines.flatMap((line) => {
    const earned = credit(line);
    return earned && line.service !== null ? [{ service: line.service, credit: earned }] : [];
  });
}

/** Percentages of different services' fees have no sum. */
function isAddable(parts: readonly Part[], terms: PolicyTerms): boolean {
  return parts.length <= 1 || terms.credit.unit === 'days' || terms.credit.feeBase === 'whole-invoice';
}

function sumOf(parts: readonly Part[], terms: PolicyTerms): Credit | null {
  if (parts.length === 0 || !isAddable(parts, terms)) return null;
  const sum = plainSum(parts, terms);
  return terms.cap?.over === 'all-services' ? capCredit(terms, sum) : sum;
}

function plainSum(parts: readonly Part[], terms: PolicyTerms): Credit {
  return { unit: unitOfCredits(terms).unit, amount: parts.reduce((sum, part) => sum + part.credit.amount, 0) };
}

function verdictOf(
  lines: readonly AssessmentLine[],
  { credit, certainCredit }: { readonly credit: Credit | null; readonly certainCredit: Credit | null },
): Verdict {
  if (credit && credit.amount === certainCredit?.amount) return 'owed';
  if (lines.some((line) => line.verdict === 'depends')) return 'depends';
  return lines.some((line) => line.verdict === 'owed') ? 'owed' : 'not-owed';
}

function byClaimDate(a: AssessmentLine, b: AssessmentLine): number {
  return (a.claimBy ?? '') < (b.claimBy ?? '') ? -1 : 1;
}

function distinctMissing(lines: readonly AssessmentLine[]): Missing[] {
  return [...new Map(lines.flatMap((line) => line.missing).map((fact) => [fact.code, fact])).values()];
}

function totalAssumptions(parts: readonly Part[], { input, terms, window, asOf }: ServiceContext): Assumption[] {
  const found: Assumption[] = [];
  if (parts.length > 1 && isAddable(parts, terms)) found.push({ code: 'services-add-up', values: {} });
  const reasons = input.leftOut ?? [];
  if (reasons.length > 0) found.push({ code: 'incidents-left-out', values: { reasons } });
  if (asOf < window.endedAt) {
    found.push({ code: 'window-still-open', values: { endedAt: window.endedAt, zone: window.zone } });
  }
  return found;
}

function sumSteps(
  lines: readonly AssessmentLine[],
  {
    parts,
    credit,
    terms,
  }: { readonly parts: readonly Part[]; readonly credit: Credit | null; readonly terms: PolicyTerms },
): Step[] {
  if (lines.length === 0) return [{ code: 'no-services', values: {} }];
  if (parts.length === 0) return [{ code: 'total-nothing', values: { services: lines.length } }];
  if (!credit) return [{ code: 'total-not-addable', values: { parts } }];
  const sum = plainSum(parts, terms);
  const steps: Step[] = [{ code: 'total-sum', values: { parts, sum } }];
  if (sum.amount > credit.amount) steps.push({ code: 'total-capped', values: { sum, cap: credit } });
  return steps;
}
