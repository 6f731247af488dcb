import type { Command } from 'commander';
import { isDomainError } from '#commands/context';
import { importContracts } from '#commands/import-contracts';
import { getImportFacts } from '#db/queries/contract-import';
import { type ImportPlan, planContractImport } from '#domain/credits/contract-import';
import { type CsvMistake, readContractCsv } from '#lib/contract-csv';
import { CommandLineError } from './command-line-error.ts';
import { readInput } from './read-input.ts';
import { type CommandLineWork, withContext } from './with-context.ts';

interface ImportOptions {
  readonly dryRun?: true;
  readonly createOrganizations?: true;
}

/** Adds `contract import`. */
export function addContract(program: Command): void {
  const group = program.command('contract').description('Contracts of many customers at once.');
  group
    .command('import')
    .description('records the contracts of a CSV file, all or none; a key that is recorded already is passed over')
    .argument('<file>', 'the file, or - for standard input; its columns are described in docs/contracts-csv.md')
    .option('--dry-run', 'print what would be done and write nothing')
    .option('--create-organizations', 'make the organisations that are not there yet')
    .action(importFile);
}

async function importFile(path: string, options: ImportOptions): Promise<void> {
  const file = readContractCsv(await readInput(path));
  await withContext(async (work) => {
    const { ctx } = work;
    const plan = planContractImport(file.rows, await getImportFacts(ctx.db, ctx.now()), {
      createOrganizations: options.createOrganizations === true,
    });
    const mistakes = [...file.mistakes, ...mistakesOf(plan)].toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));
    for (const mistake of mistakes) console.error(mistakeText(mistake));
    if (mistakes.length > 0) throw new CommandLineError(`${count(mistakes.length, 'mistake')}. Nothing was written.`);
    tellPlan(plan);
    if (options.dryRun) console.log('Dry run: nothing was written.');
    else await writePlan(work, { plan, source: path });
  });
}

function mistakesOf({ rows }: ImportPlan): CsvMistake[] {
  return rows.flatMap(({ line, mistakes }) => mistakes.map((mistake) => ({ line, ...mistake })));
}

function mistakeText({ line, column, sentence }: CsvMistake): string {
  const place = [line === null ? undefined : `Line ${line}`, column === null ? undefined : `column ${column}`];
  const told = place.filter((part) => part !== undefined).join(', ');
  return told === '' ? sentence : `${told}: ${sentence}`;
}

function tellPlan({ rows, newOrganizations }: ImportPlan): void {
  for (const { line, key, action, contract, warnings } of rows) {
    const what =
      action === 'exists'
        ? 'is recorded already'
        : `${contract?.counterparty}, ${count(contract?.serviceIds.length ?? 0, 'service')}`;
    console.log([`Line ${line}: ${key}: ${what}.`, ...warnings].join(' '));
  }
  if (newOrganizations.length > 0) console.log(`New organisations: ${newOrganizations.join(', ')}.`);
}

async function writePlan(
  { ctx, config, connection }: CommandLineWork,
  { plan, source }: { plan: ImportPlan; source: string },
) {
  const contracts = plan.rows.flatMap(({ contract }) => contract ?? []);
  const organizations = new Map<string, string>();
  if (plan.newOrganizations.length > 0) {
    const { openAccounts } = await import('#server/open-accounts');
    const accounts = await openAccounts(config, connection);
    for (const name of plan.newOrganizations) organizations.set(name, await accounts.foundOrganization(ctx, name));
  }
  try {
    const { created } = await importContracts(ctx, { contracts, organizations, source });
    const known = plan.rows.length - created;
    console.log(`${count(created, 'contract')} recorded${known > 0 ? `, ${known} recorded before` : ''}.`);
  } catch (error) {
    throw isDomainError(error) ? new CommandLineError(error.message) : error;
  }
}

function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}
