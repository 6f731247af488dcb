import type { Selectable } from 'kysely';
import type { Db } from '../connect.ts';
import type { CreditRequestTable } from '../schema/credits.ts';

/** The people on the claimant's side of a claim, by their ids. */
export interface ClaimSide {
  /** Who asked for it, added to it or appealed. */
  readonly askedBy: readonly string[];
  /** The admins of the organisation that would get it. */
  readonly admins: readonly string[];
}

/** Who stands to gain from a claim or wished for it: none of them decides on it. */
export async function getClaimSide(
  db: Db,
  { id, organizationId, askedBy }: Pick<Selectable<CreditRequestTable>, 'id' | 'organizationId' | 'askedBy'>,
): Promise<ClaimSide> {
  const authors = await db
    .selectFrom('creditMessage')
    .select('authorId')
    .distinct()
    .where('requestId', '=', id)
    .where('kind', 'in', ['appeal', 'supplement'])
    .where('authorId', 'is not', null)
    .execute();
  const admins = await db
    .selectFrom('member')
    .select('userId')
    .where('organizationId', '=', organizationId)
    .where('role', '=', 'admin')
    .execute();
  const people = [askedBy, ...authors.map(({ authorId }) => authorId)].filter((one) => one !== null);
  return { askedBy: people, admins: admins.map(({ userId }) => userId) };
}
