import { hashToken, newToken } from '#lib/token';
import { type CommandContext, inTransaction, requireOperator } from './context.ts';
import { lockPlaceElsewhere, type PlaceAtRevision } from './lock-place.ts';
import { writeAudit } from './write-audit.ts';

/** Gives the agent of a place another token; an earlier one opens nothing from now on. The new one is kept nowhere. */
export function replacePlaceToken(ctx: CommandContext, input: PlaceAtRevision): Promise<{ readonly token: string }> {
  requireOperator(ctx, 'incidents');
  return inTransaction(ctx, async (ctx) => {
    const place = await lockPlaceElsewhere(ctx, input);
    const token = newToken();
    await ctx.db
      .updateTable('place')
      .set({ tokenHash: hashToken(token), tokenMadeAt: ctx.now(), revision: place.revision + 1 })
      .where('id', '=', place.id)
      .execute();
    const action = place.tokenHash === null ? 'make-place-token' : 'replace-place-token';
    await writeAudit(ctx, { action, subjectKind: 'place', subjectId: place.id });
    return { token };
  });
}

/** Takes the token of a place away: its agent is refused until it gets a new one. */
export function revokePlaceToken(ctx: CommandContext, input: PlaceAtRevision): Promise<void> {
  requireOperator(ctx, 'incidents');
  return inTransaction(ctx, async (ctx) => {
    const place = await lockPlaceElsewhere(ctx, input);
    await ctx.db
      .updateTable('place')
      .set({ tokenHash: null, tokenMadeAt: null, revision: place.revision + 1 })
      .where('id', '=', place.id)
      .execute();
    await writeAudit(ctx, { action: 'revoke-place-token', subjectKind: 'place', subjectId: place.id });
  });
}
