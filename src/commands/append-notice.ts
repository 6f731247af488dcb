import { listNoticeReceivers, type NoticeFilter } from '#db/queries/subscribers';
import type { NewNotice } from '#domain/notices';
import { type CommandContext, inTransaction } from './context.ts';
import { nextNumber } from './next-number.ts';

/** Keeps the bound values of one insert far below what either database takes. */
const CHUNK = 500;

/** Records a notice and one delivery per subscriber who wants it, in the transaction of the change. */
export function appendNotice(ctx: CommandContext, notice: NewNotice): Promise<string> {
  return inTransaction(ctx, async (ctx) => {
    const id = ctx.newId();
    const seq = await nextNumber(ctx, 'notice');
    await ctx.db
      .insertInto('notice')
      .values({
        id,
        seq,
        kind: notice.kind,
        at: notice.at,
        visibility: notice.visibility,
        organizationId: notice.organizationId ?? null,
        incidentId: notice.incidentId,
        serviceIds: JSON.stringify(notice.serviceIds),
        payload: JSON.stringify({ sequence: seq, ...notice.payload }),
      })
      .execute();
    if (isToldToAnyone(notice)) await insertDeliveries(ctx, id, toFilter(notice));
    return id;
  });
}

function isToldToAnyone(notice: NewNotice): boolean {
  if (notice.visibility === 'operators') return false;
  return notice.visibility === 'public' || Boolean(notice.organizationId);
}

function toFilter(notice: NewNotice): NoticeFilter {
  return {
    kind: notice.kind,
    serviceIds: notice.serviceIds,
    organizationId: notice.organizationId ?? null,
    exceptOrganizationIds: notice.exceptOrganizationIds ?? [],
  };
}

async function insertDeliveries(ctx: CommandContext, noticeId: string, filter: NoticeFilter): Promise<void> {
  const now = ctx.now();
  for (let afterId: string | undefined = ''; afterId !== undefined; ) {
    const receivers = await listNoticeReceivers(ctx.db, filter, { afterId, limit: CHUNK });
    if (receivers.length === 0) return;
    await ctx.db
      .insertInto('delivery')
      .values(
        receivers.map((receiver) => ({
          id: ctx.newId(),
          noticeId,
          subscriberId: receiver.id,
          organizationId: receiver.organizationId,
          channel: 'webhook' as const,
          address: receiver.address,
          // What is sent is the notice itself, the same bytes for everyone.
          message: '{}',
          state: 'due' as const,
          dueAt: now,
          attemptCount: 0,
          createdAt: now,
        })),
      )
      .execute();
    afterId = receivers.length < CHUNK ? undefined : receivers.at(-1)?.id;
  }
}
