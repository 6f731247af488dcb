import { HERE } from '#domain/watching/place-choice';
import type { PolledFrom } from '#domain/words';
import type { CatalogueCheck } from '#lib/catalogue-schema';
import { insertPlace } from './add-place.ts';
import { assignPlaces } from './assign-places.ts';
import type { CommandContext } from './context.ts';

export interface PlacedCheck {
  readonly checkId: string;
  /** As it is stored. */
  readonly polledFrom: PolledFrom;
  readonly check: CatalogueCheck;
}

/** Lets a check be polled from where the catalogue says; a place it names for the first time is added without a token. */
export async function loadCatalogueCheckPlaces(
  ctx: CommandContext,
  { checkId, polledFrom, check }: PlacedCheck,
): Promise<boolean> {
  // So it is with most checks, and nothing has to be looked up.
  if (polledFrom === 'here' && check.places.join() === HERE) return false;
  const row = await ctx.db.selectFrom('healthCheck').selectAll().where('id', '=', checkId).executeTakeFirstOrThrow();
  const placeIds: string[] = [];
  for (const slug of check.places) placeIds.push(await placeOf(ctx, slug));
  return assignPlaces(ctx, row, { placeIds, agreeCount: check.agree });
}

async function placeOf(ctx: CommandContext, slug: string): Promise<string> {
  const known = await ctx.db
    .selectFrom('place')
    .select('id')
    .where('slug', '=', slug)
    .where('removedAt', 'is', null)
    .executeTakeFirst();
  return known?.id ?? insertPlace(ctx, { name: nameOf(slug), slug, tokenHash: null });
}

/** `new-york` as `New york`, until somebody gives it a better name. */
function nameOf(slug: string): string {
  const words = slug.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
