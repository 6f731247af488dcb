import { findContract } from '#db/queries/contracts';
import { type ClaimedItem, listClaimedItems } from '#db/queries/credit-requests';
import { type AssessedWindow, findContractWindow } from '#db/queries/credit-windows';
import type { ContractLine } from '#domain/credits/assess-contract';
import { findStandingClaim } from '#domain/credits/credit-table';
import { type ClaimState, judgeClaim } from '#domain/credits/judge-claim';
import type { Instant } from '#domain/time';
import type { Language } from '#domain/words';
import { formatDayName } from '#i18n/credits/format-credit';
import { type CreditRefusals, creditRefusals } from '#i18n/credits/refusals';
import { type CommandContext, DomainError, inTransaction } from './context.ts';
import { insertCreditRequest } from './insert-credit-request.ts';
import { lockCreditLedger } from './lock-credit-ledger.ts';
import { scopeOfClaimant } from './move-credit-request.ts';

export interface CreditClaim {
  readonly contractId: string;
  /** `YYYY-MM` of the window. */
  readonly month: string;
  readonly serviceIds: readonly string[];
  readonly note: string;
  readonly ticketNo: number | null;
  /** As the asker counts them; a provider's form asks for it. */
  readonly affectedUsers?: number | null;
  readonly lang: Language;
}

type Asking = Extract<ClaimState, { can: 'ask' }>;

/** One service of a claim that may be asked for. */
export interface ClaimItem {
  readonly serviceId: string;
  readonly state: Asking;
}

const LONGEST_NOTE = 5_000;

/** Asks for the credit of one contract and window; amounts and sums come from the arithmetic, never from the form. */
export async function requestCredit(ctx: CommandContext, claim: CreditClaim): Promise<{ id: string; no: number }> {
  const words = creditRefusals(claim.lang);
  const scope = scopeOfClaimant(ctx, words);
  if (claim.serviceIds.length === 0) throw new DomainError('invalid', words.chooseService, 'services');
  if (claim.note.length > LONGEST_NOTE) throw new DomainError('invalid', words.noteTooLong, 'note');
  refuseUsers(claim, words);
  return inTransaction(ctx, async (tx) => {
    const contract = await findContract(tx.db, scope, claim.contractId);
    if (!contract || (scope === 'every-organization' && contract.direction !== 'owed-to-us')) {
      throw new DomainError('not-found', words.noContract);
    }
    await lockCreditLedger(tx, contract.id);
    const assessed = await findContractWindow(tx.db, scope, { ...claim, now: tx.now() });
    if (!assessed) throw new DomainError('not-found', words.noContract);
    const claimed = await listClaimedItems(tx.db, contract.id);
    const items = itemsToAsk({ assessed, claim, words, claimed, now: tx.now() });
    const ticketId = await findOwnTicket(tx, { claim, organizationId: assessed.contract.organizationId, words });
    return insertCreditRequest(tx, { assessed, items, claim, ticketId, words });
  });
}

/** Refuses what is no number of people. */
export function refuseUsers({ affectedUsers }: Pick<CreditClaim, 'affectedUsers'>, words: CreditRefusals): void {
  const users = affectedUsers ?? 0;
  if (!Number.isSafeInteger(users) || users < 0) throw new DomainError('invalid', words.usersWrong, 'affectedUsers');
}

export interface AskedQuestion {
  readonly assessed: AssessedWindow;
  readonly claim: Pick<CreditClaim, 'serviceIds' | 'note' | 'lang'>;
  readonly words: CreditRefusals;
  readonly claimed: readonly ClaimedItem[];
  readonly now: Instant;
}

/** The services of a claim with what each may be asked for; the first that may not be refuses the whole. */
export function itemsToAsk(question: AskedQuestion): ClaimItem[] {
  const { assessed, claim, words, claimed, now } = question;
  const { assessment, lines } = assessed.window;
  return [...new Set(claim.serviceIds)].map((serviceId) => {
    const line = lines.find((one) => one.serviceId === serviceId);
    if (!line) throw new DomainError('not-found', words.noService);
    const state = judgeClaim({
      line: line.line,
      window: assessment.window,
      now,
      unmeasured: line.recordedFrom === null,
      earlier: findStandingClaim(line, { window: assessment.window, claims: claimed }),
    });
    if (state.can === 'not') throw refusalOf(state, { ...question, line });
    if (state.needsNote && claim.note.trim() === '') throw new DomainError('invalid', words.noteNeeded, 'note');
    return { serviceId, state };
  });
}

function refusalOf(
  state: Extract<ClaimState, { can: 'not' }>,
  { line, assessed, claim, words }: AskedQuestion & { readonly line: ContractLine },
): DomainError {
  const names = assessed.contract.services.find(({ id }) => id === line.serviceId)?.names;
  const service = names?.[claim.lang] ?? line.line.service ?? '';
  if (state.why === 'asked') return new DomainError('conflict', words.asked(service, state.claim.requestNo));
  if (state.why === 'not-covered') return new DomainError('conflict', words.notCovered(service));
  if (state.why === 'not-measured') return new DomainError('conflict', words.notMeasured(service));
  if (state.why === 'lapsed') {
    return new DomainError(
      'closed',
      words.lapsed(service, formatDayName(state.time.atLatest, claim.lang), assessed.zone),
    );
  }
  return new DomainError('conflict', words.notOwed(service));
}

async function findOwnTicket(
  ctx: CommandContext,
  input: { readonly claim: CreditClaim; readonly organizationId: string; readonly words: CreditRefusals },
): Promise<string | null> {
  if (input.claim.ticketNo === null) return null;
  const ticket = await ctx.db
    .selectFrom('ticket')
    .select('id')
    .where('no', '=', input.claim.ticketNo)
    .where('organizationId', '=', input.organizationId)
    .executeTakeFirst();
  if (!ticket) throw new DomainError('invalid', input.words.noTicket, 'ticketNo');
  return ticket.id;
}
