import type { CreditUnit, LineVerdict } from '#domain/words';
import type { ContractLine, ContractWindow } from '../assess-contract.ts';
import { endOfDay } from '../judge-claim.ts';

/** What an assessment gives for one service, as lists read it. */
export interface AssessedService {
  readonly serviceId: string;
  readonly verdict: LineVerdict;
  readonly unit: CreditUnit | null;
  /** Zero where nothing is owed. */
  readonly amount: number;
  readonly currency: string | null;
  /** The first instant that is too late under every reading; null where nothing sets a limit. */
  readonly lapsesAt: number | null;
}

/** The results of an assessment service by service; a service that no record speaks of is left out. */
export function assessedServices({ assessment, lines }: ContractWindow): AssessedService[] {
  return lines
    .filter(({ recordedFrom }) => recordedFrom !== null)
    .map((line) => assessedService(line, assessment.window.zone));
}

function assessedService({ serviceId, line }: ContractLine, zone: string): AssessedService {
  const { covered, verdict, credit, claimDates } = line;
  if (!covered) return { ...NOTHING, serviceId, verdict: 'not-covered' };
  if (verdict === 'not-owed' || credit === null || credit.amount === 0) return { ...NOTHING, serviceId };
  const last = claimDates.at(-1)?.by;
  const lapsesAt = last === undefined ? null : endOfDay(last, zone);
  const { unit, amount, currency = null } = credit;
  return { serviceId, verdict, unit, amount, currency, lapsesAt };
}

const NOTHING = { verdict: 'not-owed', unit: null, amount: 0, currency: null, lapsesAt: null } as const;
