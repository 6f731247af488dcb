import type { AskingTime } from '#domain/credits/judge-claim';
import type { Worth } from '#domain/credits/worth';
import type { Verdict } from '#domain/sla/assessment';
import type { UnitOfCredits } from '#domain/sla/credit-unit';
import type { CreditRequestStage, Direction } from '#domain/words';
import type { CreditAmount } from '../amount.ts';

/** A claim on one service of a window, with what became of it. */
export interface WindowClaim {
  readonly serviceId: string;
  readonly windowStart: number;
  readonly requestNo: number;
  readonly stage: CreditRequestStage;
  readonly askedAt: number;
  readonly live: boolean;
  /** What the ledger holds for it. */
  readonly creditedAmount: number;
  /** A decision on it waits for a second operator. */
  readonly unconfirmed: boolean;
  readonly appealed: boolean;
}

/** What was granted in a window and the cap of the terms in force. */
export interface WindowGrants extends UnitOfCredits {
  readonly grantedAmount: number;
  readonly capAmount: number | null;
}

/** What became of the credit of a window so far. */
export type AffectedState =
  | 'nobody-asked'
  | 'asked'
  | 'second'
  | 'appeal'
  | 'granted'
  | 'declined'
  | 'lapsed'
  | 'expected'
  | 'none';

/** One service of a window that the incident touched. */
export interface AffectedService {
  readonly serviceId: string;
  readonly name: string;
  readonly verdict: Verdict | 'not-covered';
  /** In the unit of the window; zero where nothing is owed. */
  readonly amount: number;
  /** Uptime in percent, six decimals. */
  readonly percent: string;
  /** Can be granted or asked for. */
  readonly free: boolean;
  /** The live claim, or the last one that ended. */
  readonly claim: WindowClaim | null;
}

/** What one contract is owed in one window that an incident touched. */
export interface AffectedCredit {
  readonly contractId: string;
  readonly organizationId: string;
  readonly organizationName: string | null;
  readonly counterparty: string;
  readonly direction: Direction;
  readonly policyName: string;
  /** `YYYY-MM` of the window. */
  readonly month: string;
  readonly windowStart: number;
  readonly windowEnd: number;
  readonly zone: string;
  /** The window has not closed: downtime may still be added. */
  readonly open: boolean;
  /** The terms give it without being asked. */
  readonly automatic: boolean;
  readonly verdict: Verdict;
  /** What the arithmetic gives for these services, after the cap. */
  readonly owed: CreditAmount;
  readonly worth: Worth;
  readonly state: AffectedState;
  readonly grants: WindowGrants | null;
  /** What the ledger holds for these services. */
  readonly creditedAmount: number;
  readonly time: AskingTime | null;
  readonly services: readonly AffectedService[];
}

/** By which a row is chosen in a form. */
export function keyOfAffected({ contractId, month }: Pick<AffectedCredit, 'contractId' | 'month'>): string {
  return `${contractId}.${month}`;
}
