import type { Db } from '#db/connect';
import type { Language } from '#domain/words';

/** Organisations that have at least one subscriber who is sent something; one that is closed is told what everybody is told. */
export async function listSubscribedOrganizations(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom('subscriber')
    .leftJoin('organizationState', 'organizationState.organizationId', 'subscriber.organizationId')
    .select('subscriber.organizationId')
    .distinct()
    .where('subscriber.organizationId', 'is not', null)
    .where('organizationState.disabledAt', 'is', null)
    .where('subscriber.confirmedAt', 'is not', null)
    .where('subscriber.disabledAt', 'is', null)
    .execute();
  return rows.map((row) => row.organizationId).filter((id) => id !== null);
}

export interface NoticeFilter {
  readonly kind: string;
  readonly serviceIds: readonly string[];
  readonly organizationId: string | null;
  readonly exceptOrganizationIds: readonly string[];
}

export interface NoticeReceiver {
  readonly id: string;
  readonly address: string;
  readonly organizationId: string | null;
}

/** Active webhook subscribers who want this notice, by id, `limit` of them behind `afterId`. */
export async function listNoticeReceivers(
  db: Db,
  filter: NoticeFilter,
  page: { readonly afterId: string; readonly limit: number },
): Promise<NoticeReceiver[]> {
  let query = db
    .selectFrom('subscriber')
    .select(['id', 'address', 'organizationId'])
    .where('id', '>', page.afterId)
    .where('channel', '=', 'webhook')
    .where('confirmedAt', 'is not', null)
    .where('disabledAt', 'is', null)
    .where((eb) => eb.or([eb('kinds', 'is', null), eb('kinds', 'like', `%${JSON.stringify(filter.kind)}%`)]))
    .where((eb) =>
      eb.or([
        eb('serviceIds', 'is', null),
        ...filter.serviceIds.map((id) => eb('serviceIds', 'like', `%${JSON.stringify(id)}%`)),
      ]),
    );
  const { organizationId, exceptOrganizationIds } = filter;
  if (organizationId !== null) query = query.where('organizationId', '=', organizationId);
  else if (exceptOrganizationIds.length > 0) {
    query = query.where((eb) =>
      eb.or([eb('organizationId', 'is', null), eb('organizationId', 'not in', [...exceptOrganizationIds])]),
    );
  }
  return query.orderBy('id').limit(page.limit).execute();
}

export interface Subscription {
  readonly id: string;
  readonly address: string;
  readonly lang: Language;
  /** Null is every service. */
  readonly serviceIds: readonly string[] | null;
  /** Null is every kind. */
  readonly kinds: readonly string[] | null;
  readonly createdAt: number;
  readonly confirmedAt: number | null;
  readonly confirmUntil: number | null;
  readonly firstFailureAt: number | null;
  readonly holdUntil: number | null;
  readonly disabledAt: number | null;
  readonly disabledReason: string | null;
  readonly secretShownAt: number | null;
  readonly previousSecretUntil: number | null;
}

/** The subscription that a token manages, told by the token's hash. */
export async function findSubscription(db: Db, manageTokenHash: string): Promise<Subscription | undefined> {
  const row = await db
    .selectFrom('subscriber')
    .select(['id', 'address', 'lang', 'serviceIds', 'kinds', 'createdAt', 'confirmedAt', 'confirmUntil'])
    .select(['firstFailureAt', 'holdUntil', 'disabledAt', 'disabledReason', 'secretShownAt', 'previousSecretUntil'])
    .where('manageTokenHash', '=', manageTokenHash)
    .executeTakeFirst();
  return (
    row && {
      ...row,
      serviceIds: row.serviceIds === null ? null : JSON.parse(row.serviceIds),
      kinds: row.kinds === null ? null : JSON.parse(row.kinds),
    }
  );
}
