import type { z } from 'zod';
import { cancelOccurrence, cancelSeries } from '#commands/cancel-maintenance';
import type { CommandContext } from '#commands/context';
import { editMaintenance } from '#commands/edit-maintenance';
import { endMaintenance } from '#commands/end-maintenance';
import { moveOccurrence } from '#commands/move-occurrence';
import { readSchedule } from '#commands/read-schedule';
import { startMaintenance } from '#commands/start-maintenance';
import { previewOf } from '#domain/maintenance/preview';
import type { LeftOut, Occurrence } from '#domain/maintenance/series';
import { type FormState, submitForm, UNSENT } from '#lib/form-state';
import { nothingSchema } from '#lib/incident-form';
import { endSchema, maintenanceSchema, moveSchema, reasonSchema } from '#lib/maintenance-form';

interface Place {
  readonly maintenanceId: string;
  readonly occurrenceId: string;
}

interface MaintenanceForm<T extends z.ZodType = z.ZodType> {
  /** What the page says when it is done. */
  readonly done: string;
  readonly schema: T;
  readonly run: (ctx: CommandContext, place: Place, values: z.output<T>) => Promise<unknown>;
}

/** Keeps schema and command of one form to the same type. */
function form<T extends z.ZodType>(given: MaintenanceForm<T>): MaintenanceForm<T> {
  return given;
}

/** The forms of a maintenance's page, by the name in `?do=`. */
const FORMS = {
  edit: form({
    done: 'It is changed. What is new counts as announced now.',
    schema: maintenanceSchema,
    run: (ctx, { maintenanceId }, values) => editMaintenance(ctx, { ...values, maintenanceId }),
  }),
  start: form({
    done: 'It has begun.',
    schema: nothingSchema,
    run: (ctx, { occurrenceId }) => startMaintenance(ctx, { occurrenceId }),
  }),
  move: form({
    done: 'This occurrence is changed.',
    schema: moveSchema,
    run: (ctx, { occurrenceId }, { startsLocal, duration: durationMinutes }) =>
      moveOccurrence(ctx, { occurrenceId, startsLocal, durationMinutes }),
  }),
  end: form({
    done: 'It is over.',
    schema: endSchema,
    run: (ctx, { occurrenceId }, { reason, endedAt = null }) => endMaintenance(ctx, { occurrenceId, endedAt, reason }),
  }),
  cancel: form({
    done: 'It is cancelled.',
    schema: reasonSchema,
    run: (ctx, { occurrenceId }, { reason }) => cancelOccurrence(ctx, { occurrenceId, reason }),
  }),
  'cancel-series': form({
    done: 'The series is cancelled.',
    schema: reasonSchema,
    run: (ctx, { maintenanceId }, { reason }) => cancelSeries(ctx, { maintenanceId, reason }),
  }),
};

type FormName = keyof typeof FORMS;

/** Runs the posted form of a maintenance; undefined when done, otherwise the form to show again. */
export async function runMaintenanceForm(
  request: Request,
  ctx: CommandContext,
  { name, ...place }: Place & { readonly name: string },
): Promise<FormState | undefined> {
  if (!isFormName(name)) return { ...UNSENT, status: 400 };
  const { schema, run } = FORMS[name] as MaintenanceForm;
  return submitForm(request, { form: name, schema, run: (values) => run(ctx, place, values) });
}

/** What the page says after a form, from the name in `?done=`. */
export function doneSentence(name: string | null): string | undefined {
  if (name === 'planned') return 'It is planned, and announced from now on.';
  return name !== null && isFormName(name) ? FORMS[name].done : undefined;
}

export interface Preview {
  readonly zone: string;
  readonly rows: readonly (Occurrence | LeftOut)[];
}

/** What a typed schedule amounts to, without saving it; what is wrong with it otherwise. */
export async function previewForm(
  request: Request,
  ctx: CommandContext,
): Promise<{ readonly state: FormState; readonly preview?: Preview }> {
  let preview: Preview | undefined;
  const typed = await typedText(request.clone());
  const failed = await submitForm(request, {
    form: 'preview',
    schema: maintenanceSchema,
    run: async (values) => {
      const schedule = readSchedule(values, ctx.now());
      preview = { zone: values.zone, rows: previewOf(schedule, ctx.now()) };
    },
  });
  if (failed) return { state: failed };
  return { state: { ...UNSENT, form: 'preview', typed }, ...(preview ? { preview } : {}) };
}

async function typedText(request: Request): Promise<Record<string, string>> {
  const typed: Record<string, string> = {};
  for (const [name, value] of await request.formData()) if (typeof value === 'string') typed[name] ??= value;
  return typed;
}

function isFormName(name: string): name is FormName {
  return Object.hasOwn(FORMS, name);
}
