import type { HealthCheck } from '#db/queries/checks';
import { listPlacesOfCheck } from '#db/queries/places';
import { firstDueAt } from '#domain/watching/due-times';
import { HERE, type PlaceChoice } from '#domain/watching/place-choice';
import { addView, removeView } from './blind-views.ts';
import { changeOutagesFromPlaces } from './change-outages-from-places.ts';
import { type CommandContext, DomainError } from './context.ts';
import { settleAgreement } from './settle-agreement.ts';
import { watchAlone, watchTogether } from './watch-together.ts';

/** Lets a check be polled from these places from now on; what was agreed before stays. The row is held by the transaction. */
export async function assignPlaces(ctx: CommandContext, row: HealthCheck, given: PlaceChoice): Promise<boolean> {
  const choice = await readChoice(ctx, row, given);
  const isAlone = choice.placeIds.join() === HERE;
  const before =
    row.polledFrom === 'here' ? [HERE] : (await listPlacesOfCheck(ctx.db, row.id)).map((one) => one.placeId);
  const added = choice.placeIds.filter((id) => !before.includes(id));
  const removed = before.filter((id) => !choice.placeIds.includes(id));
  if (added.length + removed.length === 0 && (isAlone || row.agreeCount === choice.agreeCount)) return false;
  if (isAlone) await watchAlone(ctx, row);
  else await change(ctx, row, { choice, added, removed });
  return true;
}

/** The same for a check that was just written. */
export async function assignPlacesOfNew(ctx: CommandContext, checkId: string, choice: PlaceChoice): Promise<void> {
  const row = await ctx.db.selectFrom('healthCheck').selectAll().where('id', '=', checkId).executeTakeFirstOrThrow();
  await assignPlaces(ctx, row, choice);
}

/** What the audit log says of it. */
export function placeFacts(choice: PlaceChoice | undefined): Readonly<Record<string, unknown>> {
  return choice === undefined ? {} : { places: choice.placeIds, agree: choice.agreeCount ?? 'majority' };
}

interface Change {
  readonly choice: PlaceChoice;
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

async function change(ctx: CommandContext, row: HealthCheck, { choice, added, removed }: Change): Promise<void> {
  const now = ctx.now();
  const checkId = row.id;
  const seesHere = choice.placeIds.includes(HERE);
  if (row.polledFrom === 'here') await watchTogether(ctx, row);
  for (const placeId of removed) await removeView(ctx, { checkId, placeId });
  const resting = await listPaused(ctx, added);
  for (const placeId of added) {
    await addView(ctx, { checkId, placeId, cause: resting.includes(placeId) ? 'paused' : 'not-running' });
  }
  const polledFrom = seesHere ? ('here-and-places' as const) : ('places' as const);
  const changed = { polledFrom, agreeCount: choice.agreeCount, agreedFrom: now };
  await ctx.db
    .updateTable('healthCheck')
    .set({
      ...changed,
      // A run under way was asked for when other places decided.
      ...{ leaseToken: null, leaseUntil: null, leaseWorkerId: null, nextDueAt: firstDueAt(row, now) },
    })
    .where('id', '=', checkId)
    .execute();
  if (row.pausedAt !== null) return;
  const { changedSince } = await settleAgreement(ctx, { row: { ...row, ...changed }, since: now });
  await changeOutagesFromPlaces(ctx, { judged: [{ row, outagesSince: changedSince, isPublic: true }] });
}

async function listPaused(ctx: CommandContext, placeIds: readonly string[]): Promise<readonly string[]> {
  const rows = await ctx.db.selectFrom('place').select('id').where('pausedAt', 'is not', null).execute();
  return rows.map(({ id }) => id).filter((id) => placeIds.includes(id));
}

async function readChoice(ctx: CommandContext, row: HealthCheck, given: PlaceChoice): Promise<PlaceChoice> {
  const placeIds = [...new Set(given.placeIds)].toSorted();
  if (placeIds.length === 0) throw new DomainError('invalid', 'Choose at least one place.', 'places');
  const known = await ctx.db
    .selectFrom('place')
    .select('id')
    .where('id', 'in', placeIds)
    .where('removedAt', 'is', null)
    .execute();
  if (known.length < placeIds.length) throw new DomainError('invalid', 'Choose places that are in use.', 'places');
  if (row.kind === 'heartbeat' && placeIds.join() !== HERE) {
    throw new DomainError('invalid', 'A job calls this server: a heartbeat can only be taken here.', 'places');
  }
  const { agreeCount } = given;
  if (agreeCount !== null && !(Number.isSafeInteger(agreeCount) && agreeCount >= 1 && agreeCount <= placeIds.length)) {
    throw new DomainError('invalid', `Between 1 and ${placeIds.length} places can agree.`, 'agreeCount');
  }
  return { placeIds, agreeCount: placeIds.join() === HERE ? null : agreeCount };
}
