import type { Selectable } from 'kysely';
import { findAffectedCredit } from '#db/queries/affected-credits';
import { BatchReader } from '#db/queries/batch-evidence';
import { findOrganizationLanguage } from '#db/queries/organization-language';
import type { AutomaticCreditTable } from '#db/schema/bulk';
import { windowStarting } from '#domain/credits/next-window';
import { HOUR_MS, MINUTE_MS } from '#domain/time';
import { AUTOMATIC_REASONS } from '#i18n/credits/automatic';
import { type CommandContext, inTransaction, isDomainError } from './context.ts';
import { grantWindow } from './grant-window.ts';

type Due = Selectable<AutomaticCreditTable>;

export interface AutomaticRun {
  readonly signal: AbortSignal;
  /** Told of what went wrong in a way nobody foresaw; it is tried again an hour later. */
  readonly onFailure: (due: Due, error: unknown) => void;
}

const BATCH = 100;
const MOST_ATTEMPTS = 5;
const PASSING_MS = MINUTE_MS;

/** Grants what the terms give without being asked, once for each frozen window; returns how many windows were settled. */
export async function grantAutomaticCredits(ctx: CommandContext, run: AutomaticRun): Promise<number> {
  const rows = await ctx.db
    .selectFrom('automaticCredit')
    .selectAll()
    .where('dueAt', '<=', ctx.now())
    .orderBy('contractId')
    .orderBy('windowStart')
    .limit(BATCH)
    .execute();
  let settled = 0;
  for (const due of rows) {
    if (run.signal.aborted) break;
    if (await settleOne(ctx, due, run)) settled += 1;
  }
  return settled;
}

async function settleOne(ctx: CommandContext, due: Due, run: AutomaticRun): Promise<boolean> {
  try {
    return await inTransaction(ctx, (tx) => grantOne(tx, due));
  } catch (error) {
    const attemptCount = due.attemptCount + 1;
    if (isDomainError(error) && error.code === 'not-yet') return wait(ctx, due);
    if (isDomainError(error)) return settle(ctx, due, { sentence: error.message });
    run.onFailure(due, error);
    if (attemptCount >= MOST_ATTEMPTS) return settle(ctx, due, { sentence: 'It failed several times; see the log.' });
    await whereDue(ctx, due)
      .set({ attemptCount, dueAt: ctx.now() + HOUR_MS })
      .execute();
    return false;
  }
}

async function grantOne(ctx: CommandContext, due: Due): Promise<boolean> {
  // Held until the transaction ends: another process waits, and then finds it settled.
  if (!(await settle(ctx, due, { sentence: null }))) return false;
  const { contractId, windowStart } = due;
  const [contract] = await new BatchReader(ctx.db).contracts([contractId]);
  const named = contract && windowStarting(contract.policy.terms.window, windowStart, contract.zone);
  if (!named) return true;
  const place = { contractId, month: named.month, serviceIds: contract.serviceIds };
  const row = await findAffectedCredit(ctx.db, place, ctx.now());
  if (!row?.automatic) return true;
  // What a customer asked for is answered by a person, and what depends on missing facts is asked for.
  const owed = row.services.filter((one) => one.free && one.claim === null && one.verdict === 'owed');
  if (owed.length === 0) return true;
  const lang = await findOrganizationLanguage(ctx.db, contract.organizationId);
  const serviceIds = owed.map(({ serviceId }) => serviceId);
  const reason = AUTOMATIC_REASONS[lang];
  const { requestNos } = await grantWindow(ctx, { ...place, serviceIds, reason, origin: 'automatic' });
  await ctx.db
    .updateTable('automaticCredit')
    .set({ requestNo: requestNos[0] ?? null })
    .where('contractId', '=', contractId)
    .where('windowStart', '=', windowStart)
    .execute();
  return true;
}

/** The terms or the fee are just being worked out again: what they give is granted by the new figures. */
async function wait(ctx: CommandContext, due: Due): Promise<false> {
  await whereDue(ctx, due)
    .set({ dueAt: ctx.now() + PASSING_MS })
    .execute();
  return false;
}

async function settle(
  ctx: CommandContext,
  due: Due,
  { sentence }: { readonly sentence: string | null },
): Promise<boolean> {
  const settled = await whereDue(ctx, due)
    .set({ dueAt: null, settledAt: ctx.now(), sentence })
    .returning('contractId')
    .executeTakeFirst();
  return settled !== undefined;
}

function whereDue(ctx: CommandContext, { contractId, windowStart }: Due) {
  return ctx.db
    .updateTable('automaticCredit')
    .where('contractId', '=', contractId)
    .where('windowStart', '=', windowStart)
    .where('dueAt', 'is not', null);
}
