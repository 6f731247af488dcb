import type { CommandContext } from '#commands/context';
import { takeTurn } from '#commands/take-turn';
import { MINUTE_MS } from '#domain/time';
import { findMistakeInSettings } from '#domain/watching/check-settings';
import type { CheckDraft } from '#lib/check-forms/draft';
import { fieldName } from '#lib/check-forms/target-form';
import { sealedFields } from '#lib/check-secrets/sealed-secrets';
import type { TypedTarget } from '#lib/check-secrets/typed-target';
import { type FormState, isRefusal, type Refusal, UNSENT } from '#lib/form-state';
import { type RunReport, reportRun } from '#lib/run-report';
import type { WatchableCheck, WatchRun } from '#lib/watched-run';

/** A form of a check as it stands on its page. */
export interface DraftPage {
  readonly state: FormState;
  readonly held: string | null;
  readonly heldFields: readonly string[];
  readonly dropped: readonly string[];
  readonly report: RunReport | undefined;
}

export const NEW_PAGE: DraftPage = { state: UNSENT, held: null, heldFields: [], dropped: [], report: undefined };

/** The page of a draft after it was sent, with what is wrong and what a run of it showed. */
export function draftPage(
  draft: CheckDraft,
  {
    errors = {},
    status = 200,
    report,
  }: { readonly errors?: FormState['errors']; readonly status?: number; readonly report?: RunReport },
): DraftPage {
  const { held, dropped, typed } = draft;
  return {
    ...{ held, dropped, report, heldFields: sealedFields(held) },
    state: { form: 'check', status: Object.keys(errors).length > 0 && status === 200 ? 422 : status, errors, typed },
  };
}

/** Every mistake of a draft beside its field: the settings and the target. */
export function draftErrors(draft: CheckDraft, target: TypedTarget): Readonly<Record<string, string>> {
  const mistake = findMistakeInSettings(draft.settings);
  const inTarget = target.ok
    ? []
    : Object.entries(target.errors).map(([name, text]) => [targetField(name), text] as const);
  return { ...(mistake ? { [mistake.field]: mistake.sentence } : {}), ...Object.fromEntries(inTarget) };
}

/** The refusal of a command beside its field; anything else goes on its way. */
export function refusalErrors(
  error: unknown,
  fields: readonly string[],
): { errors: Record<string, string>; status: number } {
  if (!isRefusal(error)) throw error;
  const { code, field, message }: Refusal = error;
  const name = field === undefined ? 'form' : fields.includes(field) ? targetField(field) : field;
  return { errors: { [name]: message }, status: code === 'forbidden' ? 403 : code === 'invalid' ? 422 : 409 };
}

const RUNS_A_MINUTE = 12;

export interface Watching {
  readonly ctx: CommandContext;
  readonly watchRun: WatchRun;
}

/** Runs a check for somebody who looks on; undefined when he asks too often. */
export async function watchCheck({ ctx, watchRun }: Watching, check: WatchableCheck): Promise<RunReport | undefined> {
  const turn = { key: `run-check:${ctx.actor.id}`, limit: RUNS_A_MINUTE, windowMs: MINUTE_MS };
  return (await takeTurn(ctx, turn)) ? reportRun(await watchRun(check)) : undefined;
}

export const TOO_OFTEN = `You may try ${RUNS_A_MINUTE} times a minute. Wait a little, then try again.`;

function targetField(name: string): string {
  return name === 'form' || name === 'kind' ? 'form' : fieldName(name);
}
