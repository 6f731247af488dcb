import { z } from 'zod';
import type { CommandContext } from '#commands/context';
import { deleteCheck } from '#commands/delete-check';
import { makeHeartbeatAddress } from '#commands/make-heartbeat-address';
import { pauseCheck } from '#commands/pause-check';
import { resumeCheck } from '#commands/resume-check';
import { isRefusal } from '#lib/form-state';
import { type PageForm, pageForm } from '#lib/page-forms';

const atRevision = z.object({ revision: z.coerce.number().int() });
const withReason = atRevision.extend({ reason: z.string({ error: 'Say why.' }) });
/** Zero where there was no address when the page was opened. */
const address = z.object({ madeAt: z.coerce.number().int().optional() });

/** The address of a heartbeat check that was just added; undefined where it has one already: the form was sent twice. */
export async function makeFirstAddress(
  ctx: CommandContext,
  checkId: string,
): Promise<{ readonly checkId: string; readonly path: string } | undefined> {
  try {
    return { checkId, ...(await makeHeartbeatAddress(ctx, { checkId, insteadOf: null })) };
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw error;
  }
}

/** What a check's page says when a form is done. */
export const CHECK_DONE: Readonly<Record<string, string>> = {
  created: 'The check is added. Its first answer comes within seconds; until then its time is unknown.',
  changed: 'The check is changed. It asks again within seconds.',
  pause: 'The check is paused. Its time is unknown until it runs again.',
  resume: 'The check runs again. Its time stays unknown until its first answer.',
};

/** The forms of a check's page, by the name in `?do=`. */
export function checkForms(ctx: CommandContext, checkId: string): Readonly<Record<string, PageForm>> {
  return {
    pause: pageForm(withReason, (sent) => pauseCheck(ctx, { checkId, ...sent })),
    resume: pageForm(atRevision, (sent) => resumeCheck(ctx, { checkId, ...sent })),
    delete: pageForm(atRevision, (sent) => deleteCheck(ctx, { checkId, ...sent })),
    address: pageForm(address, async ({ madeAt }) => {
      const insteadOf = madeAt === undefined ? undefined : madeAt || null;
      return (await makeHeartbeatAddress(ctx, { checkId, insteadOf })).path;
    }),
  };
}
