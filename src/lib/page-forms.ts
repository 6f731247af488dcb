import type { z } from 'zod';
import { type FormState, submitForm, UNSENT } from './form-state.ts';

/** What came of a posted form: done, with a text that is shown this once where its command made one, or to be shown again. */
export type FormOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'shown-once'; readonly text: string }
  | { readonly kind: 'refused'; readonly state: FormState };

/** One of several forms of a page. */
export type PageForm = (request: Request, name: string) => Promise<FormOutcome>;

/** A form whose command answers with a text to be shown once, or with nothing. */
export function pageForm<T extends z.ZodType>(schema: T, command: (values: z.output<T>) => Promise<unknown>): PageForm {
  return async (request, name) => {
    let text: unknown;
    const run = async (values: z.output<T>): Promise<void> => {
      text = await command(values);
    };
    const state = await submitForm(request, { form: name, schema, run });
    if (state) return { kind: 'refused', state };
    return typeof text === 'string' ? { kind: 'shown-once', text } : { kind: 'done' };
  };
}

/** Runs the posted form among those of a page; a name that none has is refused. */
export async function runPageForm(
  request: Request,
  { name, forms }: { readonly name: string; readonly forms: Readonly<Record<string, PageForm>> },
): Promise<FormOutcome> {
  const form = Object.hasOwn(forms, name) ? forms[name] : undefined;
  return form ? form(request, name) : { kind: 'refused', state: { ...UNSENT, status: 400 } };
}
