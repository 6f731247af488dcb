import { type ClaimSide, getClaimSide } from '#db/queries/claim-sides';
import { type CreditDecisionRow, listCreditDecisions } from '#db/queries/credit-decisions';
import { type CreditRequest, findCreditRequest } from '#db/queries/credit-requests';
import type { LedgerScope } from '#db/queries/ledger';
import type { Actor } from '#domain/actor';
import { type ClaimMove, type ClaimMover, type MoveRefusal, refuseMove } from '#domain/credits/claim-stage';
import type { Direction, Language } from '#domain/words';
import { moveRefusal } from '#i18n/credits/move-refusals';
import { creditRefusals } from '#i18n/credits/refusals';
import { type CommandContext, DomainError, type DomainErrorCode } from './context.ts';
import { lockCreditLedger } from './lock-credit-ledger.ts';

/** A claim that nobody else can move until the transaction ends. */
export interface ClaimInHand {
  readonly request: CreditRequest;
  readonly decisions: readonly CreditDecisionRow[];
  readonly unconfirmed: CreditDecisionRow | undefined;
  /** Who must not decide on it. */
  readonly side: ClaimSide;
}

export interface ClaimStep {
  readonly no: number;
  readonly move: ClaimMove;
  readonly lang: Language;
}

/** Locks a claim for one move of the actor's and refuses the move with a sentence where it is not his or not possible any more. */
export async function takeClaim(ctx: CommandContext, { no, move, lang }: ClaimStep): Promise<ClaimInHand> {
  const words = creditRefusals(lang);
  const scope = scopeOfReader(ctx.actor);
  if (!scope) throw new DomainError('forbidden', words.notAsker);
  const found = await findCreditRequest(ctx.db, scope, no);
  if (!found) throw new DomainError('not-found', words.noRequest);
  await lockCreditLedger(ctx, found.contractId);
  const request = await findCreditRequest(ctx.db, scope, no);
  if (!request) throw new DomainError('not-found', words.noRequest);
  const inHand = await holdClaim(ctx, request);
  const why = refuseMove(move, placeOf(inHand), { mover: moverOf(ctx.actor, inHand), now: ctx.now() });
  if (why) throw new DomainError(codeOf(why), moveRefusal(why, lang));
  return inHand;
}

/** A claim with everything that the rules of its moves look at. */
export async function holdClaim({ db }: CommandContext, request: CreditRequest): Promise<ClaimInHand> {
  const decisions = await listCreditDecisions(db, request.id);
  const unconfirmed = decisions.find(({ state }) => state === 'unconfirmed');
  return { request, decisions, unconfirmed, side: await getClaimSide(db, request) };
}

/** Where a claim stands, as the rules of its moves see it. */
export function placeOf({ request, unconfirmed }: ClaimInHand) {
  return { ...request, questionOpen: request.dueLeftMs !== null, unconfirmed: unconfirmed !== undefined };
}

/** What the actor is to a claim. */
export function moverOf(actor: Actor, { request, decisions, unconfirmed, side }: ClaimInHand): ClaimMover {
  const { id } = actor;
  return {
    party: partyOf(actor, request.direction),
    asked: id !== null && side.askedBy.includes(id),
    gains: id !== null && side.admins.includes(id),
    first: id !== null && unconfirmed?.firstBy === id,
    decidedBefore: decisions.some(
      ({ state, round, firstBy, secondBy }) => state === 'made' && round === 1 && (firstBy === id || secondBy === id),
    ),
  };
}

function partyOf(actor: Actor, direction: Direction): ClaimMover['party'] {
  if (actor.kind === 'member') return actor.role === 'admin' ? 'claimant' : 'neither';
  if (actor.kind === 'system' || actor.kind === 'cli') return 'decider';
  if (actor.kind !== 'operator' || !actor.roles.includes('money')) return 'neither';
  return direction === 'owed-to-us' ? 'claimant' : 'decider';
}

function scopeOfReader(actor: Actor): LedgerScope | undefined {
  if (actor.kind === 'member') return { organizationId: actor.organizationId };
  if (actor.kind === 'system' || actor.kind === 'cli') return 'every-organization';
  return actor.kind === 'operator' && actor.roles.includes('money') ? 'every-organization' : undefined;
}

const ENDED: readonly MoveRefusal[] = ['answered', 'withdrawn', 'taken-up', 'appealed-before'];
const NOT_HIS: readonly MoveRefusal[] = [
  'not-claimant',
  'not-decider',
  'own-claim',
  'own-organization',
  'own-decision',
  'other-decision',
  'decided-before',
];

function codeOf(why: MoveRefusal): DomainErrorCode {
  if (ENDED.includes(why)) return 'already-decided';
  if (why === 'appeal-too-late') return 'closed';
  return NOT_HIS.includes(why) ? 'forbidden' : 'conflict';
}
