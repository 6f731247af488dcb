import { isFeedKind } from '#domain/feeds/parse-feed';
import { type CommandContext, DomainError, inTransaction } from './context.ts';
import { writeAudit } from './write-audit.ts';

export interface FeedSourceInput {
  readonly kind: string;
  readonly provider: string;
  readonly url: string;
  readonly intervalMs: number;
}

/** Follows a provider's feed from now on, or changes how; the first reading of an address is history and tells nobody. */
export function setFeedSource(ctx: CommandContext, input: FeedSourceInput): Promise<'added' | 'changed' | 'unchanged'> {
  return inTransaction(ctx, async (ctx) => {
    if (!isFeedKind(input.kind)) throw new DomainError('invalid', `There is no kind of feed “${input.kind}”.`, 'kind');
    const known = await ctx.db
      .selectFrom('feedSource')
      .selectAll()
      .where('provider', '=', input.provider)
      .executeTakeFirst();
    if (known && known.kind === input.kind && known.url === input.url && known.intervalMs === input.intervalMs) {
      return 'unchanged';
    }
    if (known) await changeSource(ctx, known, input);
    else await addSource(ctx, input);
    await writeAudit(ctx, {
      action: 'set-feed-source',
      subjectKind: 'provider',
      subjectId: input.provider,
      detail: { ...input },
    });
    return known ? 'changed' : 'added';
  });
}

async function addSource(ctx: CommandContext, input: FeedSourceInput): Promise<void> {
  await ctx.db
    .insertInto('feedSource')
    .values({ id: ctx.newId(), ...input, nextDueAt: ctx.now(), failureCount: 0 })
    .execute();
}

async function changeSource(
  ctx: CommandContext,
  known: { id: string; url: string },
  input: FeedSourceInput,
): Promise<void> {
  const moved = known.url === input.url ? {} : { etag: null, lastModified: null, lastSuccessAt: null };
  await ctx.db
    .updateTable('feedSource')
    .set({ ...input, ...moved, nextDueAt: ctx.now(), failureCount: 0, lastError: null })
    .where('id', '=', known.id)
    .execute();
}
