import { describe, expect, test } from 'vitest';
import {
  CLAIM_MOVES,
  type ClaimMove,
  type ClaimMover,
  type ClaimPlace,
  type MoveRefusal,
  refuseMove,
} from '#domain/credits/claim-stage';
import { CREDIT_REQUEST_STAGES, type CreditRequestStage, DIRECTIONS } from '#domain/words';

const NOW = 1_000;

const claimant: ClaimMover = { party: 'claimant', asked: true, gains: false, first: false, decidedBefore: false };
const decider: ClaimMover = { party: 'decider', asked: false, gains: false, first: false, decidedBefore: false };
const reader: ClaimMover = { party: 'neither', asked: false, gains: false, first: false, decidedBefore: false };

function place(changes: Partial<ClaimPlace> = {}): ClaimPlace {
  return {
    stage: 'submitted',
    direction: 'we-owe',
    windowEnd: 500,
    questionOpen: false,
    unconfirmed: false,
    appealedAt: null,
    appealUntil: null,
    ...changes,
  };
}

const refuse = (move: ClaimMove, claim: Partial<ClaimPlace>, mover: ClaimMover): MoveRefusal | undefined =>
  refuseMove(move, place(claim), { mover, now: NOW });

const allowedAt = (move: ClaimMove, claim: Partial<ClaimPlace>, mover: ClaimMover): CreditRequestStage[] =>
  CREDIT_REQUEST_STAGES.filter((stage) => refuse(move, { ...claim, stage }, mover) === undefined);

describe('the stages of a claim', () => {
  test.each<[ClaimMove, Partial<ClaimPlace>, ClaimMover, CreditRequestStage[]]>([
    ['take-up', {}, decider, ['submitted']],
    ['ask', {}, decider, ['submitted', 'in-review']],
    ['reply', { questionOpen: true }, claimant, ['held', 'submitted', 'in-review']],
    ['approve', {}, decider, ['held', 'submitted', 'in-review']],
    ['approve', { windowEnd: NOW + 1 }, decider, []],
    ['decline', {}, decider, ['held', 'submitted', 'in-review']],
    ['confirm', { unconfirmed: true }, decider, ['held', 'submitted', 'in-review']],
    ['send-back', { unconfirmed: true }, decider, ['held', 'submitted', 'in-review']],
    ['take-back', { unconfirmed: true }, { ...decider, first: true }, ['held', 'submitted', 'in-review']],
    ['withdraw', {}, claimant, ['held', 'submitted', 'in-review']],
    ['supplement', {}, claimant, ['held', 'submitted', 'in-review']],
    ['appeal', { appealUntil: NOW + 1 }, claimant, ['approved', 'declined', 'credited']],
  ])('%s with %o is possible in these stages alone', (move, claim, mover, stages) => {
    expect(allowedAt(move, claim, mover)).toEqual(stages);
  });

  test('every move in every stage, of both directions, is either allowed or refused with a reason, and a reader may do nothing', () => {
    let refused = 0;
    for (const move of CLAIM_MOVES) {
      for (const stage of CREDIT_REQUEST_STAGES) {
        for (const direction of DIRECTIONS) {
          for (const flags of [0, 1, 2, 3]) {
            const claim = { stage, direction, questionOpen: (flags & 1) > 0, unconfirmed: (flags & 2) > 0 };
            expect(refuse(move, claim, reader)).toMatch(/^not-(claimant|decider)$/);
            refused++;
          }
        }
      }
    }
    expect(refused).toBe(CLAIM_MOVES.length * CREDIT_REQUEST_STAGES.length * 8);
  });

  test('a claimant never decides and a decider never claims', () => {
    for (const move of ['take-up', 'ask', 'approve', 'decline', 'confirm', 'send-back'] as const) {
      expect(refuse(move, { unconfirmed: true }, claimant)).toBe('not-decider');
    }
    for (const move of ['reply', 'withdraw', 'supplement', 'appeal'] as const) {
      expect(refuse(move, { questionOpen: true, appealUntil: NOW + 1 }, decider)).toBe('not-claimant');
    }
  });

  test('an operator who asked decides nothing about it, not even as the second', () => {
    for (const move of ['approve', 'decline', 'confirm', 'send-back', 'take-back'] as const) {
      expect(refuse(move, { unconfirmed: true }, { ...decider, asked: true })).toBe('own-claim');
    }
  });

  test('the second is never the first', () => {
    const first = { ...decider, first: true };
    expect(refuse('confirm', { unconfirmed: true }, first)).toBe('own-decision');
    expect(refuse('send-back', { unconfirmed: true }, first)).toBe('own-decision');
    expect(refuse('take-back', { unconfirmed: true }, decider)).toBe('other-decision');
    expect(refuse('confirm', {}, decider)).toBe('nothing-to-confirm');
  });

  test('a decision that waits to be confirmed holds back every other decision, questions and changes of what is asked', () => {
    for (const move of ['approve', 'decline', 'ask'] as const) {
      expect(refuse(move, { unconfirmed: true }, decider)).toBe('unconfirmed');
    }
    expect(refuse('supplement', { unconfirmed: true }, claimant)).toBe('unconfirmed');
    expect(refuse('withdraw', { unconfirmed: true }, claimant)).toBeUndefined();
  });

  test('one question at a time, and only a question is answered', () => {
    expect(refuse('ask', { questionOpen: true }, decider)).toBe('question-open');
    expect(refuse('reply', {}, claimant)).toBe('no-question');
    expect(refuse('approve', { questionOpen: true }, decider)).toBeUndefined();
  });

  test('an appeal comes once, in time, after an answer that left something out, and to fresh eyes', () => {
    const open = { stage: 'declined', appealUntil: NOW + 1 } as const;
    expect(refuse('appeal', open, claimant)).toBeUndefined();
    expect(refuse('appeal', { ...open, appealUntil: NOW }, claimant)).toBe('appeal-too-late');
    expect(refuse('appeal', { ...open, appealedAt: 900 }, claimant)).toBe('appealed-before');
    expect(refuse('appeal', { stage: 'approved' }, claimant)).toBe('fully-granted');
    expect(refuse('appeal', { stage: 'in-review' }, claimant)).toBe('not-answered');
    expect(refuse('appeal', { ...open, stage: 'withdrawn' }, claimant)).toBe('withdrawn');
    expect(refuse('appeal', { ...open, direction: 'owed-to-us' }, claimant)).toBe('provider-decides');
    const appealed = { stage: 'in-review', appealedAt: 900 } as const;
    const again = { ...decider, decidedBefore: true };
    expect(refuse('approve', appealed, again)).toBe('decided-before');
    expect(refuse('decline', appealed, again)).toBe('decided-before');
    expect(refuse('confirm', { ...appealed, unconfirmed: true }, again)).toBe('decided-before');
    expect(refuse('approve', appealed, decider)).toBeUndefined();
    expect(refuse('withdraw', appealed, claimant)).toBe('under-appeal');
    expect(refuse('supplement', appealed, claimant)).toBe('under-appeal');
  });

  test('the provider decides on what it owes, and we on what we owe', () => {
    expect(refuse('approve', { direction: 'owed-to-us' }, decider)).toBe('provider-decides');
  });

  test('an ended claim says how it ended', () => {
    expect(refuse('approve', { stage: 'withdrawn' }, decider)).toBe('withdrawn');
    expect(refuse('withdraw', { stage: 'approved' }, claimant)).toBe('answered');
    expect(refuse('take-up', { stage: 'held' }, decider)).toBe('window-open');
  });
});
