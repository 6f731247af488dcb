import { type Interval, subtractIntervals } from '../interval.ts';
import type { Missing } from '../sla/steps.ts';
import type { ContractWindow } from './assess-contract.ts';

/** What the provider has to be asked about one service, and for which times. */
export interface ServiceQuestion {
  readonly serviceId: string;
  readonly missing: readonly Missing[];
  /** The stretches that count or not, as the answer turns out. */
  readonly disputed: readonly Interval[];
}

/** The facts that would turn “depends” into an answer, service by service. */
export function providerQuestions({ lines }: ContractWindow): ServiceQuestion[] {
  return lines
    .filter(({ line }) => line.verdict === 'depends' && line.missing.length > 0)
    .map(({ serviceId, line }) => ({
      serviceId,
      missing: line.missing,
      disputed: subtractIntervals(line.downtime.intervals, line.certain.downtime.intervals),
    }));
}
