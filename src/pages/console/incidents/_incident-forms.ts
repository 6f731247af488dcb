import type { z } from 'zod';
import type { CommandContext } from '#commands/context';
import { editIncident } from '#commands/edit-incident';
import { postIncidentUpdate } from '#commands/post-incident-update';
import { publishIncident } from '#commands/publish-incident';
import { reopenIncident } from '#commands/reopen-incident';
import { type FormState, submitForm, UNSENT } from '#lib/form-state';
import { editSchema, nothingSchema, reopenSchema, updateSchema } from '#lib/incident-form';

interface IncidentForm<T extends z.ZodType = z.ZodType> {
  /** What the page says when it is done. */
  readonly done: string;
  readonly schema: T;
  readonly run: (ctx: CommandContext, incidentId: string, values: z.output<T>) => Promise<unknown>;
}

/** Keeps schema and command of one form to the same type. */
function form<T extends z.ZodType>(given: IncidentForm<T>): IncidentForm<T> {
  return given;
}

/** The forms of an incident's page, by the name in `?do=`. */
const FORMS = {
  update: form({
    done: 'The update is posted.',
    schema: updateSchema,
    run: (ctx, incidentId, { nextUpdateDueAt = null, ...values }) =>
      postIncidentUpdate(ctx, { incidentId, nextUpdateDueAt, ...values }),
  }),
  publish: form({
    done: 'The incident is published.',
    schema: nothingSchema,
    run: (ctx, incidentId) => publishIncident(ctx, { incidentId }),
  }),
  reopen: form({
    done: 'The incident is open again.',
    schema: reopenSchema,
    run: (ctx, incidentId, values) => reopenIncident(ctx, { incidentId, ...values }),
  }),
  edit: form({
    done: 'The incident is changed.',
    schema: editSchema,
    run: (ctx, incidentId, values) => editIncident(ctx, { incidentId, ...values }),
  }),
};

type FormName = keyof typeof FORMS;

/** Runs the posted form of an incident; undefined when done, otherwise the form to show again. */
export async function runIncidentForm(
  request: Request,
  ctx: CommandContext,
  { incidentId, name }: { readonly incidentId: string; readonly name: string },
): Promise<FormState | undefined> {
  if (!isFormName(name)) return { ...UNSENT, status: 400 };
  const { schema, run } = FORMS[name] as IncidentForm;
  return submitForm(request, { form: name, schema, run: (values) => run(ctx, incidentId, values) });
}

/** What the page says after a form, from the name in `?done=`. */
export function doneSentence(name: string | null): string | undefined {
  if (name === 'opened') return 'The incident is open.';
  if (name === 'declared') return 'The outage is declared; this is its incident.';
  return name !== null && isFormName(name) ? FORMS[name].done : undefined;
}

function isFormName(name: string): name is FormName {
  return Object.hasOwn(FORMS, name);
}
