import type { ProviderUpdate } from '#domain/feeds/provider-incident';
import type { Language } from '#domain/words';
import type { CommandContext } from './context.ts';
import { writeAudit } from './write-audit.ts';

interface UpdatesInput {
  readonly incidentId: string;
  readonly isNew: boolean;
  readonly updates: readonly ProviderUpdate[];
  readonly lang: Language;
}

/** Brings the provider's updates of an incident to what it says now; those of our own people stay as they are. */
export async function writeProviderUpdates(ctx: CommandContext, input: UpdatesInput): Promise<void> {
  const { incidentId, updates, lang } = input;
  const stored = input.isNew ? [] : await listStored(ctx, incidentId);
  const byExternalId = new Map(stored.map((row) => [row.externalId, row] as const));
  const added = updates.filter((update) => !byExternalId.has(update.externalId));
  if (added.length > 0) {
    const createdAt = ctx.now();
    await ctx.db
      .insertInto('incidentUpdate')
      .values(added.map((update) => ({ id: ctx.newId(), incidentId, ...update, lang, createdAt })))
      .execute();
  }
  for (const { externalId, at, stage, body } of updates) {
    const row = byExternalId.get(externalId);
    if (!row || (row.at === at && row.stage === stage && row.body === body)) continue;
    const edited = row.body === body ? {} : { body, editedAt: ctx.now() };
    await ctx.db
      .updateTable('incidentUpdate')
      .set({ at, stage, ...edited })
      .where('id', '=', row.id)
      .execute();
  }
  await withdrawUpdates(ctx, input, stored);
}

function listStored(ctx: CommandContext, incidentId: string) {
  return (
    ctx.db
      .selectFrom('incidentUpdate')
      .select(['id', 'externalId', 'at', 'stage', 'body'])
      .where('incidentId', '=', incidentId)
      .where('externalId', 'is not', null)
      // What a form of ours sent has an author.
      .where('author', 'is', null)
      .execute()
  );
}

/** What the provider took back is not told on; an empty list is a truncated document rather than a withdrawal. */
async function withdrawUpdates(
  ctx: CommandContext,
  { incidentId, updates }: UpdatesInput,
  stored: readonly { id: string; externalId: string | null; at: number; body: string }[],
): Promise<void> {
  const kept = new Set<string | null>(updates.map((update) => update.externalId));
  const gone = stored.filter((row) => !kept.has(row.externalId));
  if (updates.length === 0 || gone.length === 0) return;
  const ids = gone.map((row) => row.id);
  await ctx.db.deleteFrom('incidentUpdate').where('id', 'in', ids).execute();
  await writeAudit(ctx, {
    action: 'withdraw-provider-updates',
    subjectKind: 'incident',
    subjectId: incidentId,
    detail: { updates: gone.map(({ at, body }) => ({ at, body })) },
  });
}

/** When the newest update of an incident was written, by whomever. */
export async function findLastWord(ctx: CommandContext, incidentId: string): Promise<number | undefined> {
  const row = await ctx.db
    .selectFrom('incidentUpdate')
    .select('at')
    .where('incidentId', '=', incidentId)
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.at;
}
