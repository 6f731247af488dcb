import { listOpenPlaceSpans } from '#db/queries/places';
import { NO_COUNTS } from '#domain/watching/detect-outage';
import { SILENT } from '#domain/watching/judge-place';
import { isSeenBetween, type Rhythm } from '#domain/watching/rhythm';
import type { CommandContext } from './context.ts';
import { endPlaceSpans, writePlaceSpan } from './write-place-spans.ts';

export interface BlindView {
  readonly checkId: string;
  readonly placeId: string;
  readonly cause: string;
}

const UNSEEN = { state: 'unknown', ...NO_COUNTS, lastSampleAt: null, lastUpAt: null, blindSince: null } as const;

/** Lets a place see a check from now on that it has not seen so far: blind until its first result. */
export async function addView(ctx: CommandContext, view: BlindView): Promise<void> {
  const { checkId, placeId, cause } = view;
  const now = ctx.now();
  await ctx.db
    .insertInto('checkPlace')
    .values({ checkId, placeId, since: now, stateSince: now, ...UNSEEN })
    .execute();
  await writePlaceSpan(ctx, { checkId, placeId, kind: 'blind', startedAt: now, endedAt: null, cause });
}

/** Judges a check anew from a place: what it saw so far says nothing about the time from now on. */
export async function blindView(ctx: CommandContext, view: BlindView): Promise<void> {
  const { checkId, placeId, cause } = view;
  const now = ctx.now();
  await endPlaceSpans(ctx, { checkId, placeId, at: now });
  await ctx.db
    .updateTable('checkPlace')
    .set({ ...UNSEEN, since: now, stateSince: now })
    .where('checkId', '=', checkId)
    .where('placeId', '=', placeId)
    .execute();
  await writePlaceSpan(ctx, { checkId, placeId, kind: 'blind', startedAt: now, endedAt: null, cause });
}

/**
 * Lets a place see nothing from now on; what it still has to tell of the time before is judged by what it saw so far. Returns since when
 * it sees nothing: where it had not told for long, that is its last word.
 */
export async function restView(ctx: CommandContext, view: BlindView, rhythm: Rhythm): Promise<number> {
  const now = ctx.now();
  const { checkId, placeId } = view;
  const { lastSampleAt } = await ctx.db
    .selectFrom('checkPlace')
    .select('lastSampleAt')
    .where('checkId', '=', checkId)
    .where('placeId', '=', placeId)
    .executeTakeFirstOrThrow();
  const isBlind = (await listOpenPlaceSpans(ctx.db, view)).some(({ kind }) => kind === 'blind');
  const wasSilent = lastSampleAt !== null && !isBlind && !isSeenBetween(lastSampleAt, now, rhythm);
  await endPlaceSpans(ctx, { ...view, at: now });
  if (wasSilent) {
    await writePlaceSpan(ctx, { ...view, kind: 'blind', startedAt: lastSampleAt, endedAt: now, cause: SILENT });
  }
  await writePlaceSpan(ctx, { ...view, kind: 'blind', startedAt: now, endedAt: null });
  return wasSilent ? lastSampleAt : now;
}

/** Judges a check anew from all of its places, of which it may have none. */
export async function blindViewsOf(ctx: CommandContext, { checkId, cause }: Omit<BlindView, 'placeId'>): Promise<void> {
  const places = await ctx.db.selectFrom('checkPlace').select('placeId').where('checkId', '=', checkId).execute();
  for (const { placeId } of places) await blindView(ctx, { checkId, placeId, cause });
}

/** Takes the sight of a check from a place; what it saw stays. */
export async function removeView(ctx: CommandContext, view: Omit<BlindView, 'cause'>): Promise<void> {
  await endPlaceSpans(ctx, { ...view, at: ctx.now() });
  await ctx.db
    .deleteFrom('checkPlace')
    .where('checkId', '=', view.checkId)
    .where('placeId', '=', view.placeId)
    .execute();
}

/** A check that is run no more is seen from nowhere. */
export async function removeViewsOf(ctx: CommandContext, checkId: string): Promise<void> {
  const places = await ctx.db.selectFrom('checkPlace').select('placeId').where('checkId', '=', checkId).execute();
  for (const { placeId } of places) await removeView(ctx, { checkId, placeId });
  await ctx.db
    .updateTable('healthCheck')
    .set({ polledFrom: 'here', agreeCount: null, agreedFrom: null })
    .where('id', '=', checkId)
    .execute();
}

/** The check asks something else from now on: doubts and good answers, from wherever, were about something else. */
export async function forgetAnswersOfPlaces(ctx: CommandContext, checkId: string): Promise<void> {
  await ctx.db
    .updateTable('checkPlace')
    .set((eb) => ({
      ...NO_COUNTS,
      firstUpAt: eb.case().when('state', '=', 'down').then(eb.ref('firstUpAt')).else(null).end(),
    }))
    .where('checkId', '=', checkId)
    .execute();
}
