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

export interface NewPlace {
  readonly name: string;
  /** Becomes its id: the same form sent twice is one place, whose token was shown the first time. */
  readonly submissionKey?: string | undefined;
}

/** Adds a place from which checks can be polled, with the token of its agent. */
export function addPlace(ctx: CommandContext, input: NewPlace): Promise<AddedPlace> {
  requireOperator(ctx, 'incidents');
  const name = readPlaceName(input.name);
  return inTransaction(ctx, async (ctx) => {
    const token = newToken();
    const id = await insertPlace(ctx, { id: input.submissionKey, name, tokenHash: hashToken(token) });
    await refuseNameOfAnother(ctx, { id, name });
    await writeAudit(ctx, { action: 'add-place', subjectKind: 'place', subjectId: id, detail: { name } });
    return { id, token };
  });
}

async function refuseSecondTime(ctx: CommandContext, id: string): Promise<void> {
  const there = await ctx.db.selectFrom('place').select('name').where('id', '=', id).executeTakeFirst();
  if (!there) return;
  throw new DomainError(
    'conflict',
    `“${there.name}” was added already. If its token is lost, make a new one on its page.`,
  );
}

interface InsertedPlace {
  readonly id?: string | undefined;
  readonly name: string;
  readonly slug?: string;
  readonly tokenHash: string | null;
}

/** Writes a new place; one that the catalogue names has no token so far. */
export async function insertPlace(
  ctx: CommandContext,
  { id = ctx.newId(), name, slug, tokenHash }: InsertedPlace,
): Promise<string> {
  // Counted first: whoever adds another one waits, and sees its slug and whether it was sent before.
  const no = await nextNumber(ctx, 'place');
  await refuseSecondTime(ctx, id);
  const used = await ctx.db.selectFrom('place').select('slug').where('removedAt', 'is', null).execute();
  if (used.length >= MOST_PLACES) throw new DomainError('closed', `There are ${MOST_PLACES} places already.`, 'name');
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

/** Two places of one name could not be told apart, on public pages neither. */
export async function refuseNameOfAnother(
  { db }: CommandContext,
  { id, name }: { readonly id: string; readonly name: string },
): Promise<void> {
  const places = await db.selectFrom('place').select(['id', 'name']).where('removedAt', 'is', null).execute();
  const another = places.find((place) => place.id !== id && place.name.toLowerCase() === name.toLowerCase());
  if (!another) return;
  throw new DomainError('invalid', `There is a place “${another.name}” already. Give this one another name.`, 'name');
}

/** A name as it may be; it stands on public pages. */
export function readPlaceName(typed: string): string {
  const name = typed.trim();
  if (name !== '' && name.length <= LONGEST_NAME) return name;
  throw new DomainError('invalid', `Give it a name of at most ${LONGEST_NAME} characters.`, 'name');
}
