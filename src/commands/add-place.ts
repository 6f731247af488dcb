import { hashToken, newToken } from '#lib/token';
import { type CommandContext, DomainError, inTransaction, requireOperator } from './context.ts';
import { freeSlug } from './free-slug.ts';
import { nextNumber } from './next-number.ts';
import { writeAudit } from './write-audit.ts';

const LONGEST_NAME = 60;
const MOST_PLACES = 50;

export interface AddedPlace {
  readonly id: string;
  /** Shown once; only its hash is kept. */
  readonly token: string;
}

/** Adds a place from which checks can be polled, with the token of its agent. */
export function addPlace(ctx: CommandContext, input: { readonly name: string }): Promise<AddedPlace> {
  requireOperator(ctx, 'incidents');
  const name = readPlaceName(input.name);
  return inTransaction(ctx, async (ctx) => {
    const token = newToken();
    const id = await insertPlace(ctx, { name, tokenHash: hashToken(token) });
    await writeAudit(ctx, { action: 'add-place', subjectKind: 'place', subjectId: id, detail: { name } });
    return { id, token };
  });
}

/** Writes a new place; one that the catalogue names has no token so far. */
export async function insertPlace(
  ctx: CommandContext,
  { name, slug, tokenHash }: { readonly name: string; readonly slug?: string; readonly tokenHash: string | null },
): Promise<string> {
  // Counted first: whoever adds another one waits, and sees its slug.
  const no = await nextNumber(ctx, 'place');
  const used = await ctx.db.selectFrom('place').select('slug').where('removedAt', 'is', null).execute();
  if (used.length >= MOST_PLACES) throw new DomainError('closed', `There are ${MOST_PLACES} places already.`, 'name');
  const id = ctx.newId();
  const now = ctx.now();
  await ctx.db
    .insertInto('place')
    .values({
      ...{ id, no, name, tokenHash, createdAt: now },
      slug: slug ?? freeSlug(name, new Set(used.map((place) => place.slug))),
      tokenMadeAt: tokenHash === null ? null : now,
    })
    .execute();
  return id;
}

/** A name as it may be; it stands on public pages. */
export function readPlaceName(typed: string): string {
  const name = typed.trim();
  if (name !== '' && name.length <= LONGEST_NAME) return name;
  throw new DomainError('invalid', `Give it a name of at most ${LONGEST_NAME} characters.`, 'name');
}
