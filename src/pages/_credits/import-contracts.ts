import type { CommandContext } from '#commands/context';
import { importContracts } from '#commands/import-contracts';
import { getImportFacts } from '#db/queries/contract-import';
import { type ImportPlan, planContractImport } from '#domain/credits/contract-import';
import { type CsvMistake, MOST_BYTES, readContractCsv } from '#lib/contract-csv';
import { isRefusal } from '#lib/form-state';

/** What was sent: a file or pasted text. */
export interface ImportForm {
  readonly text: string;
  readonly source: string;
  readonly createOrganizations: boolean;
}

export interface PlannedImport {
  readonly form: ImportForm;
  readonly plan: ImportPlan;
  /** Of the file and of every row, by line. */
  readonly mistakes: readonly CsvMistake[];
}

/** Reads the form of either step. */
export async function readImportForm(request: Request): Promise<ImportForm> {
  const form = await request.formData();
  const file = form.get('file');
  const pasted = form.get('text');
  const isFile = file instanceof File && file.size > 0;
  const source = isFile ? file.name : String(form.get('source') ?? 'pasted text');
  // A file that is too large is not read, and is refused by its length.
  const fileText = isFile ? (file.size > MOST_BYTES ? ' '.repeat(MOST_BYTES + 1) : await file.text()) : undefined;
  const text = fileText ?? (typeof pasted === 'string' ? pasted : '');
  return { text, source: source.slice(0, 200), createOrganizations: form.get('createOrganizations') === 'yes' };
}

/** What the file would do; nothing is written. */
export async function planImport(ctx: CommandContext, form: ImportForm): Promise<PlannedImport> {
  const file = readContractCsv(form.text);
  const facts = await getImportFacts(ctx.db, ctx.now());
  const plan = planContractImport(file.rows, facts, { createOrganizations: form.createOrganizations });
  const ofRows = plan.rows.flatMap(({ line, mistakes }) => mistakes.map((mistake) => ({ line, ...mistake })));
  const mistakes = [...file.mistakes, ...ofRows].toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));
  return { form, plan, mistakes };
}

/** Writes a plan without mistakes; the sentence of a refusal, or how many contracts were recorded. */
export async function writeImport(
  { ctx, found }: { readonly ctx: CommandContext; readonly found: (name: string) => Promise<string> },
  { form, plan }: PlannedImport,
): Promise<{ readonly created: number } | { readonly refused: string }> {
  try {
    const organizations = new Map<string, string>();
    for (const name of plan.newOrganizations) organizations.set(name, await found(name));
    const contracts = plan.rows.flatMap(({ contract }) => contract ?? []);
    return await importContracts(ctx, { contracts, organizations, source: form.source });
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return { refused: error.message };
  }
}
