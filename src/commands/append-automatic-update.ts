import { MINUTE_MS } from '#domain/time';
import { type AutomaticText, isSameTurn, mergeTexts } from '#domain/watching/automatic-text';
import type { IncidentStage } from '#domain/words';
import type { CommandContext } from './context.ts';

export interface AutomaticUpdateInput {
  readonly incidentId: string;
  readonly stage: IncidentStage;
  readonly automatic: AutomaticText;
}

/** What happens to several services within this time is told in one update. */
const ONE_STEP_MS = MINUTE_MS;
const MOST_LINES = 10;

/**
 * Tells in an incident what the product itself has to say; nobody wrote it, so it has no author and no body. One that only names
 * further services grows instead of being followed by another; what a person wrote stays where it is and as it is.
 */
export async function appendAutomaticUpdate(ctx: CommandContext, input: AutomaticUpdateInput): Promise<void> {
  const now = ctx.now();
  const grown = await findGrown(ctx, input);
  if (grown) {
    await ctx.db
      .updateTable('incidentUpdate')
      .set({ at: now, automatic: JSON.stringify(grown.automatic), editedAt: now })
      .where('id', '=', grown.id)
      .execute();
    return;
  }
  await ctx.db
    .insertInto('incidentUpdate')
    .values({
      id: ctx.newId(),
      incidentId: input.incidentId,
      at: now,
      stage: input.stage,
      body: '',
      automatic: JSON.stringify(input.automatic),
      lang: 'en',
      createdAt: now,
    })
    .execute();
}

interface GrownLine {
  readonly id: string;
  readonly automatic: AutomaticText;
}

async function findGrown(
  ctx: CommandContext,
  { incidentId, stage, automatic }: AutomaticUpdateInput,
): Promise<GrownLine | undefined> {
  if (!isSameTurn(automatic, automatic)) return undefined;
  const lines = await ctx.db
    .selectFrom('incidentUpdate')
    .select(['id', 'stage', 'automatic', 'createdAt'])
    .where('incidentId', '=', incidentId)
    .orderBy('at', 'desc')
    .orderBy('createdAt', 'desc')
    .orderBy('id', 'desc')
    .limit(MOST_LINES)
    .execute();
  for (const line of lines) {
    const earlier: AutomaticText | null = line.automatic === null ? null : JSON.parse(line.automatic);
    if (earlier === null || line.stage !== stage || !isSameTurn(earlier, automatic)) return undefined;
    if (ctx.now() - line.createdAt > ONE_STEP_MS) return undefined;
    const merged = mergeTexts(earlier, automatic);
    if (merged) return { id: line.id, automatic: merged };
  }
  return undefined;
}
