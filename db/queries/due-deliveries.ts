import type { Db } from '#db/connect';
import type { DeliveryChannel } from '#domain/words';

/**
 * `steady`: webhook endpoints that work. `failing`: those that lately failed or never proved themselves, so that any number of
 * dead ones cannot hold up the others. `mail`: the mail server.
 */
export type Lane = 'steady' | 'failing' | 'mail';

/** Whether a channel has anything due at all; asked every second. */
export async function findDueDelivery(db: Db, channel: DeliveryChannel, now: number): Promise<string | undefined> {
  const row = await selectDue(db, now, channel).limit(1).executeTakeFirst();
  return row?.id;
}

export interface ClaimableInput {
  readonly lane: Lane;
  readonly now: number;
  readonly limit: number;
}

/** Deliveries of a lane that may be tried now, longest due first; of one endpoint at most one, and none while it is being tried. */
export async function listClaimableDeliveries(db: Db, input: ClaimableInput): Promise<string[]> {
  const rows = await (input.lane === 'mail' ? selectMails(db, input) : selectWebhooks(db, input))
    .orderBy('dueAt')
    .orderBy('id')
    .limit(input.limit)
    .execute();
  return rows.map((row) => row.id);
}

function selectMails(db: Db, { now }: ClaimableInput) {
  return db.selectFrom(selectDue(db, now, 'mail').as('candidate')).select('id');
}

function selectWebhooks(db: Db, { lane, now }: ClaimableInput) {
  const candidates = selectDue(db, now, 'webhook')
    .innerJoin('subscriber', 'subscriber.id', 'delivery.subscriberId')
    .select((eb) =>
      eb.fn
        .agg<number>('row_number')
        .over((over) => over.partitionBy('delivery.subscriberId').orderBy('delivery.dueAt').orderBy('delivery.id'))
        .as('turn'),
    )
    .where((eb) => eb.or([eb('subscriber.holdUntil', 'is', null), eb('subscriber.holdUntil', '<=', now)]))
    .where((eb) => {
      const works = eb.and([eb('subscriber.firstFailureAt', 'is', null), eb('subscriber.confirmedAt', 'is not', null)]);
      return lane === 'steady' ? works : eb.not(works);
    })
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('delivery as busy')
            .select('busy.id')
            .whereRef('busy.subscriberId', '=', 'delivery.subscriberId')
            .where('busy.state', '=', 'due')
            .where('busy.leaseUntil', '>', now),
        ),
      ),
    );
  return db.selectFrom(candidates.as('candidate')).select('id').where('turn', '=', 1);
}

function selectDue(db: Db, now: number, channel: DeliveryChannel) {
  return db
    .selectFrom('delivery')
    .select(['delivery.id', 'delivery.dueAt'])
    .where('delivery.channel', '=', channel)
    .where('delivery.state', '=', 'due')
    .where('delivery.dueAt', '<=', now)
    .where((eb) => eb.or([eb('delivery.leaseUntil', 'is', null), eb('delivery.leaseUntil', '<=', now)]));
}

export interface ClaimedDelivery {
  readonly id: string;
  readonly channel: DeliveryChannel;
  readonly address: string;
  /** JSON; what it holds depends on the channel, and is empty where a notice is told. */
  readonly message: string;
  readonly attemptCount: number;
  readonly subscriberId: string | null;
  readonly noticeKind: string | null;
  readonly noticeAt: number | null;
  readonly noticePayload: string | null;
  readonly secret: string | null;
  readonly previousSecret: string | null;
  readonly previousSecretUntil: number | null;
}

/** What is needed to send the deliveries a process has claimed. */
export async function listClaimedDeliveries(db: Db, leaseToken: string): Promise<ClaimedDelivery[]> {
  return db
    .selectFrom('delivery')
    .leftJoin('notice', 'notice.id', 'delivery.noticeId')
    .leftJoin('subscriber', 'subscriber.id', 'delivery.subscriberId')
    .select([
      'delivery.id',
      'delivery.channel',
      'delivery.address',
      'delivery.message',
      'delivery.attemptCount',
      'delivery.subscriberId',
      'notice.kind as noticeKind',
      'notice.at as noticeAt',
      'notice.payload as noticePayload',
      'subscriber.secret',
      'subscriber.previousSecret',
      'subscriber.previousSecretUntil',
    ])
    .where('delivery.leaseToken', '=', leaseToken)
    .orderBy('delivery.dueAt')
    .orderBy('delivery.id')
    .execute();
}
