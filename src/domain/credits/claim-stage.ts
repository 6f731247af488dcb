import type { Instant } from '../time.ts';
import type { CreditRequestStage, Direction } from '../words.ts';

/** What a person can do to a claim. */
export const CLAIM_MOVES = [
  'take-up',
  'ask',
  'reply',
  'approve',
  'decline',
  'confirm',
  'send-back',
  'take-back',
  'withdraw',
  'supplement',
  'appeal',
] as const;
export type ClaimMove = (typeof CLAIM_MOVES)[number];

/** Why a move is refused; one sentence each in every language. */
export type MoveRefusal =
  | 'not-claimant'
  | 'not-decider'
  | 'own-claim'
  | 'own-organization'
  | 'own-decision'
  | 'other-decision'
  | 'decided-before'
  | 'provider-decides'
  | 'window-open'
  | 'answered'
  | 'withdrawn'
  | 'taken-up'
  | 'question-open'
  | 'no-question'
  | 'unconfirmed'
  | 'nothing-to-confirm'
  | 'under-appeal'
  | 'not-answered'
  | 'appealed-before'
  | 'fully-granted'
  | 'appeal-too-late';

export interface ClaimPlace {
  readonly stage: CreditRequestStage;
  readonly direction: Direction;
  readonly windowEnd: Instant;
  readonly questionOpen: boolean;
  /** A decision waits for a second operator. */
  readonly unconfirmed: boolean;
  readonly appealedAt: Instant | null;
  readonly appealUntil: Instant | null;
}

export interface ClaimMover {
  /** `claimant`: an admin of the organisation, or the operator who claims from a provider; `decider`: an operator with money. */
  readonly party: 'claimant' | 'decider' | 'neither';
  /** Asked for it, added to it or appealed. */
  readonly asked: boolean;
  /** Is an admin of the organisation that would get it. */
  readonly gains: boolean;
  /** Made the decision that waits to be confirmed. */
  readonly first: boolean;
  /** Took part in the answer that is appealed. */
  readonly decidedBefore: boolean;
}

const WAITING: readonly CreditRequestStage[] = ['submitted', 'in-review'];
const UNANSWERED: readonly CreditRequestStage[] = ['held', ...WAITING];

/** Whether a claim still waits for an answer. */
export function isUnanswered(stage: CreditRequestStage): boolean {
  return UNANSWERED.includes(stage);
}

/** Why a move is not allowed at `now`; undefined when it is. */
export function refuseMove(
  move: ClaimMove,
  claim: ClaimPlace,
  by: { readonly mover: ClaimMover; readonly now: Instant },
): MoveRefusal | undefined {
  switch (move) {
    case 'take-up':
      return (
        refuseDecider(claim, by.mover) ?? refuseEnded(claim, WAITING) ?? when(claim.stage !== 'submitted', 'taken-up')
      );
    case 'ask':
      return (
        refuseDecider(claim, by.mover) ??
        refuseEnded(claim, WAITING) ??
        when(claim.questionOpen, 'question-open') ??
        when(claim.unconfirmed, 'unconfirmed')
      );
    case 'reply':
      return refuseClaimant(by.mover) ?? refuseEnded(claim, UNANSWERED) ?? when(!claim.questionOpen, 'no-question');
    case 'approve':
      return refuseDecision(claim, by.mover) ?? when(by.now < claim.windowEnd, 'window-open');
    case 'decline':
      return refuseDecision(claim, by.mover);
    case 'confirm':
    case 'send-back':
      return refuseSecond(claim, by.mover);
    case 'take-back':
      return refuseUnconfirmed(claim, by.mover) ?? when(!by.mover.first, 'other-decision');
    case 'withdraw':
      return (
        refuseClaimant(by.mover) ?? refuseEnded(claim, UNANSWERED) ?? when(claim.appealedAt !== null, 'under-appeal')
      );
    case 'supplement':
      return (
        refuseClaimant(by.mover) ??
        refuseEnded(claim, UNANSWERED) ??
        when(claim.appealedAt !== null, 'under-appeal') ??
        when(claim.unconfirmed, 'unconfirmed')
      );
    case 'appeal':
      return refuseClaimant(by.mover) ?? refuseAppeal(claim, by.now);
  }
}

function when(refused: boolean, why: MoveRefusal): MoveRefusal | undefined {
  return refused ? why : undefined;
}

function refuseClaimant(mover: ClaimMover): MoveRefusal | undefined {
  return when(mover.party !== 'claimant', 'not-claimant');
}

function refuseDecider(claim: ClaimPlace, mover: ClaimMover): MoveRefusal | undefined {
  if (mover.party === 'neither') return 'not-decider';
  if (claim.direction === 'owed-to-us') return 'provider-decides';
  return when(mover.party !== 'decider', 'not-decider');
}

function refuseEnded(claim: ClaimPlace, from: readonly CreditRequestStage[]): MoveRefusal | undefined {
  if (from.includes(claim.stage)) return undefined;
  if (claim.stage === 'withdrawn') return 'withdrawn';
  return claim.stage === 'held' ? 'window-open' : 'answered';
}

/** The asker never decides, nor an admin of the organisation that gains, and an appeal is for fresh eyes. */
function refuseJudge(claim: ClaimPlace, mover: ClaimMover): MoveRefusal | undefined {
  return (
    refuseDecider(claim, mover) ??
    when(mover.asked, 'own-claim') ??
    when(mover.gains, 'own-organization') ??
    refuseEnded(claim, UNANSWERED) ??
    when(claim.appealedAt !== null && mover.decidedBefore, 'decided-before')
  );
}

function refuseDecision(claim: ClaimPlace, mover: ClaimMover): MoveRefusal | undefined {
  return refuseJudge(claim, mover) ?? when(claim.unconfirmed, 'unconfirmed');
}

function refuseUnconfirmed(claim: ClaimPlace, mover: ClaimMover): MoveRefusal | undefined {
  return refuseJudge(claim, mover) ?? when(!claim.unconfirmed, 'nothing-to-confirm');
}

function refuseSecond(claim: ClaimPlace, mover: ClaimMover): MoveRefusal | undefined {
  return refuseUnconfirmed(claim, mover) ?? when(mover.first, 'own-decision');
}

function refuseAppeal(claim: ClaimPlace, now: Instant): MoveRefusal | undefined {
  if (claim.direction === 'owed-to-us') return 'provider-decides';
  if (claim.stage === 'withdrawn') return 'withdrawn';
  if (claim.appealedAt !== null) return 'appealed-before';
  if (isUnanswered(claim.stage)) return 'not-answered';
  if (claim.appealUntil === null) return 'fully-granted';
  return when(now >= claim.appealUntil, 'appeal-too-late');
}
