import type { z } from 'zod';
import { readForm } from './form.ts';

/** What a form shows again after it was refused. */
export interface FormState {
  /** Which form of the page was sent. */
  readonly form: string;
  /** HTTP status of the page that shows it. */
  readonly status: number;
  readonly errors: Readonly<Record<string, string>>;
  readonly typed: Readonly<Record<string, string>>;
}

/** An expected refusal of a command, recognised by its shape. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly field: string | undefined;
}

const STATUS: Readonly<Record<string, number>> = { 'not-found': 404, forbidden: 403, invalid: 422 };

export const UNSENT: FormState = { form: '', status: 200, errors: {}, typed: {} };

/** Which form of a page was posted: its action is `?do=NAME`. */
export function postedForm(request: Request, url: URL): string | undefined {
  return request.method === 'POST' ? (url.searchParams.get('do') ?? '') : undefined;
}

/** The state to print a form from: what was sent if this one was, otherwise blank. */
export function stateOf(state: FormState, form: string): FormState {
  return state.form === form ? state : UNSENT;
}

export interface Submission<T extends z.ZodType> {
  readonly form: string;
  readonly schema: T;
  readonly run: (values: z.output<T>) => Promise<unknown>;
  /** Puts a refusal into the reader's words; its own sentence by default. */
  readonly say?: (refusal: Refusal) => string;
}

/** Reads a posted form and runs its command; undefined when done, otherwise what to show beside the fields. */
export async function submitForm<T extends z.ZodType>(
  request: Request,
  { form, schema, run, say }: Submission<T>,
): Promise<FormState | undefined> {
  const copy = request.clone();
  const read = await readForm(request, schema);
  if (!read.ok) return { form, status: 422, errors: read.errors, typed: read.typed };
  try {
    await run(read.values);
    return undefined;
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const sentence = say?.(error) ?? error.message;
    const errors = { [error.field ?? 'form']: sentence };
    return { form, status: STATUS[error.code] ?? 409, errors, typed: await typedText(copy) };
  }
}

/** Whether an error is an expected refusal of a command. */
export function isRefusal(error: unknown): error is Error & Refusal {
  return error instanceof Error && error.name === 'DomainError' && 'code' in error;
}

async function typedText(request: Request): Promise<Record<string, string>> {
  const typed: Record<string, string> = {};
  for (const [name, value] of await request.formData()) if (typeof value === 'string') typed[name] ??= value;
  return typed;
}
