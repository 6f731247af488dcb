import type { NewNotice } from '#domain/notices';
import type { CommandContext } from './context.ts';
import { nextNumber } from './next-number.ts';

/** Records a notice and one delivery per subscriber who wants it; call it inside the transaction of the change. */
export async function appendNotice(ctx: CommandContext, notice: NewNotice): Promise<string> {
  const id = ctx.newId();
  await ctx.db
    .insertInto('notice')
    .values({
      id,
      seq: await nextNumber(ctx, 'notice'),
      kind: notice.kind,
      at: notice.at,
      visibility: notice.visibility,
      incidentId: notice.incidentId,
      serviceIds: JSON.stringify(notice.serviceIds),
      payload: JSON.stringify(notice.payload),
    })
    .execute();
  return id;
}
