import type { Db } from '#db/connect';
import type { DeliveryChannel, DeliveryState } from '#domain/words';

export interface DeliveryLine {
  readonly id: string;
  readonly channel: DeliveryChannel;
  readonly address: string;
  /** Event type, or the subject of a mail. */
  readonly title: string;
  readonly isNotice: boolean;
  readonly state: DeliveryState;
  readonly dueAt: number;
  readonly attemptCount: number;
  readonly lastError: string | null;
  readonly createdAt: number;
  readonly sentAt: number | null;
}

/** The last events to a subscriber, newest first. */
export async function listDeliveriesOfSubscriber(db: Db, subscriberId: string, limit: number): Promise<DeliveryLine[]> {
  const rows = await selectLines(db)
    .where('delivery.subscriberId', '=', subscriberId)
    .orderBy('delivery.createdAt', 'desc')
    .orderBy('delivery.id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(toLine);
}

export interface DeliveryFilter {
  readonly state: DeliveryState | undefined;
  /** The last line of the page before. */
  readonly after: { readonly createdAt: number; readonly id: string } | undefined;
  readonly limit: number;
}

/** Deliveries of every channel for operators, newest first. */
export async function listDeliveries(db: Db, filter: DeliveryFilter): Promise<DeliveryLine[]> {
  const { state, after } = filter;
  let query = selectLines(db);
  if (state) query = query.where('delivery.state', '=', state);
  if (after) {
    query = query.where((eb) =>
      eb.or([
        eb('delivery.createdAt', '<', after.createdAt),
        eb.and([eb('delivery.createdAt', '=', after.createdAt), eb('delivery.id', '<', after.id)]),
      ]),
    );
  }
  const rows = await query
    .orderBy('delivery.createdAt', 'desc')
    .orderBy('delivery.id', 'desc')
    .limit(filter.limit)
    .execute();
  return rows.map(toLine);
}

/** How many deliveries are in each state. */
export async function getDeliveryCounts(db: Db): Promise<Readonly<Partial<Record<DeliveryState, number>>>> {
  const rows = await db
    .selectFrom('delivery')
    .select((eb) => ['state', eb.fn.countAll<number | string>().as('count')])
    .groupBy('state')
    .execute();
  return Object.fromEntries(rows.map((row) => [row.state, Number(row.count)]));
}

export interface Attempt {
  readonly no: number;
  readonly at: number;
  readonly outcome: string;
  readonly httpStatus: number | null;
  readonly durationMs: number;
  readonly detail: string | null;
}

export interface DeliveryStory extends DeliveryLine {
  /** What is sent; undefined for events about a subscription, whose data are sealed. */
  readonly text: string | undefined;
  /** Only who may do everything may read it. */
  readonly confidential: boolean;
  readonly attempts: readonly Attempt[];
}

/** One delivery with its text and every attempt. */
export async function findDelivery(db: Db, id: string): Promise<DeliveryStory | undefined> {
  const row = await selectLines(db).where('delivery.id', '=', id).executeTakeFirst();
  if (!row) return undefined;
  const attempts = await db
    .selectFrom('deliveryAttempt')
    .select(['no', 'at', 'outcome', 'httpStatus', 'durationMs', 'detail'])
    .where('deliveryId', '=', id)
    .orderBy('no', 'desc')
    .execute();
  const message = JSON.parse(row.message);
  const text = row.channel === 'mail' ? message.text : (row.payload ?? undefined);
  return { ...toLine(row), text, confidential: message.confidential === true, attempts };
}

function selectLines(db: Db) {
  return db
    .selectFrom('delivery')
    .leftJoin('notice', 'notice.id', 'delivery.noticeId')
    .select(['delivery.id', 'delivery.channel', 'delivery.address', 'delivery.state', 'delivery.dueAt'])
    .select(['delivery.attemptCount', 'delivery.lastError', 'delivery.createdAt', 'delivery.sentAt'])
    .select(['delivery.message', 'notice.kind', 'notice.payload']);
}

type LineRow = Omit<DeliveryLine, 'title' | 'isNotice'> & {
  readonly message: string;
  readonly kind: string | null;
  readonly payload: string | null;
};

function toLine({ message, kind, payload: _payload, ...row }: LineRow): DeliveryLine {
  return { ...row, title: kind ?? titleOf(JSON.parse(message)), isNotice: kind !== null };
}

function titleOf(message: { readonly subject?: string; readonly type?: string }): string {
  return message.subject ?? message.type ?? '';
}
