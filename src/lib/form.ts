import type { z } from 'zod';

export type FormResult<T> =
  | { readonly ok: true; readonly values: T }
  | {
      readonly ok: false;
      /** One sentence per wrong field. */
      readonly errors: Readonly<Record<string, string>>;
      /** What was typed, to be shown again. */
      readonly typed: Readonly<Record<string, string>>;
    };

/** Reads a posted form against a schema; a field that occurs several times becomes a list, an empty one counts as absent. */
export async function readForm<T extends z.ZodType>(request: Request, schema: T): Promise<FormResult<z.output<T>>> {
  const form = await request.formData();
  const values: Record<string, unknown> = {};
  const typed: Record<string, string> = {};
  for (const name of new Set(form.keys())) {
    const all = form
      .getAll(name)
      .map(storable)
      .filter((value) => value !== '');
    if (all.length > 0) values[name] = all.length === 1 ? all[0] : all;
    const first = storable(form.get(name) ?? '');
    if (typeof first === 'string') typed[name] = first;
  }
  const parsed = schema.safeParse(values);
  if (parsed.success) return { ok: true, values: parsed.data };
  const errors: Record<string, string> = {};
  for (const issue of parsed.error.issues) errors[issue.path.join('.') || 'form'] ??= issue.message;
  return { ok: false, errors, typed };
}

/** Beside files, texts come as they are: the zero character, which no database keeps, is left out of them. */
function storable(value: FormDataEntryValue): FormDataEntryValue {
  return typeof value === 'string' ? value.replaceAll('\0', '') : value;
}
