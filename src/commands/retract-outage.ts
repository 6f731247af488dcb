import { announceOutage } from './announce-outage.ts';
import { appendOutageRevision } from './append-outage-revision.ts';
import { type CommandContext, inTransaction } from './context.ts';
import { lockStatedOutage, requireReason } from './lock-stated-outage.ts';
import { markPublicChange } from './mark-public-change.ts';
import { writeAudit } from './write-audit.ts';

export interface RetractOutageInput {
  readonly outageId: string;
  readonly revision: number;
  readonly reason: string;
}

/** Takes an outage back that was none: it counts nowhere any more, but stays in the books with its reason. */
export function retractOutage(ctx: CommandContext, input: RetractOutageInput): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    const outage = await lockStatedOutage(ctx, input);
    const { outageId } = input;
    const reason = requireReason(input.reason);
    // Told while it still counts: subscribers who heard of its beginning hear of its end.
    if (outage.endedAt === null) await announceOutage(ctx, { outageId, kind: 'outage.ended' });
    await ctx.db.updateTable('outage').set({ retractedAt: ctx.now() }).where('id', '=', outageId).execute();
    await appendOutageRevision(ctx, { outageId, reason });
    await markPublicChange(ctx);
    await writeAudit(ctx, { action: 'retract-outage', subjectKind: 'outage', subjectId: outageId, detail: { reason } });
  });
}
