import { readFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { numberEntries } from '#commands/number-entries';
import { listExport } from '#db/queries/credit-export';
import type { HeadMark } from '#domain/credits/verify-chain';
import { exportCsv, exportJson, readExportQuestion } from '#lib/ledger-export';
import { CommandLineError, NegativeAnswer } from './command-line-error.ts';
import type { LedgerVerdict } from './verify-ledger.ts';

interface VerifyOptions {
  readonly contract?: string;
  readonly head?: string;
}

/** `ledger verify` and `ledger export`. */
export function addLedger(program: Command): void {
  const group = program.command('ledger').description('Checks the ledger of credits, and hands it to billing.');
  group
    .command('verify')
    .description('Recomputes every chain of the database, or of a statement in CSV without a database.')
    .argument('[file]', 'a statement in CSV; without it the database is checked')
    .option('--contract <id>', 'this contract alone')
    .option('--head <seq:hash>', 'what the chain must end with or have gone through, as printed on a statement')
    .action(verify);
  group
    .command('export')
    .description('Entries for billing, of every contract, behind a cursor.')
    .option('--since <cursor>', 'the cursor of the last entry you have', '0')
    .option('--limit <count>', 'at most so many entries', '1000')
    .addOption(new Option('--format <format>', 'how they are written').choices(['csv', 'json']).default('csv'))
    .action(exportEntries);
}

interface ExportOptions {
  readonly since: string;
  readonly limit: string;
  readonly format: 'csv' | 'json';
}

async function exportEntries({ since, limit, format }: ExportOptions): Promise<void> {
  const question = readExportQuestion(since, limit);
  if (typeof question === 'string') throw new CommandLineError(question);
  const { withContext } = await import('./with-context.ts');
  const page = await withContext(async ({ ctx }) => {
    await numberEntries(ctx);
    return listExport(ctx.db, question);
  });
  process.stdout.write(format === 'csv' ? exportCsv(page) : `${exportJson(page)}\n`);
  if (page.more) console.error(`There are more: go on with --since ${page.next}.`);
}

async function verify(file: string | undefined, options: VerifyOptions): Promise<void> {
  const head = options.head === undefined ? undefined : readHead(options.head);
  if (head && options.contract === undefined && file === undefined) {
    throw new CommandLineError('A head belongs to one contract: name it with --contract.');
  }
  const asked = { contractId: options.contract, head };
  tell(file === undefined ? await verifyDatabase(asked) : await verifyFile(file, asked));
}

interface Asked {
  readonly contractId: string | undefined;
  readonly head: HeadMark | undefined;
}

async function verifyDatabase(asked: Asked): Promise<LedgerVerdict> {
  const [{ withContext }, { verifyLedger }] = await Promise.all([
    import('./with-context.ts'),
    import('./verify-ledger.ts'),
  ]);
  return withContext(({ ctx }) => verifyLedger(ctx.db, asked));
}

async function verifyFile(file: string, asked: Asked): Promise<LedgerVerdict> {
  const { verifyStatement } = await import('./verify-statement.ts');
  const text = await readFile(file, 'utf8').catch(() => {
    throw new CommandLineError(`${file} cannot be read.`);
  });
  return verifyStatement(text, asked);
}

function readHead(text: string): HeadMark {
  const [, seq, hash] = /^(\d{1,15}):([0-9a-f]{64})$/i.exec(text.trim()) ?? [];
  if (seq === undefined || hash === undefined) {
    throw new CommandLineError('A head is written as NUMBER:HASH, the hash with 64 digits, as on a statement.');
  }
  return { seq: Number(seq), hash: hash.toLowerCase() };
}

function tell({ contracts, entries, breaks, ends }: LedgerVerdict): void {
  for (const { contractId, head } of ends) console.log(`Contract ${contractId}: head ${head.seq}:${head.hash}`);
  for (const { contractId, entryId, sentence } of breaks) {
    console.log(`Contract ${contractId}: ${sentence}${entryId ? ` (${entryId})` : ''}`);
  }
  const checked = `${count(contracts, 'contract')} and ${count(entries, 'entry', 'entries')} checked`;
  if (breaks.length === 0) {
    console.log(`${checked}: every chain is whole and every sum is right.`);
    return;
  }
  console.log(`${checked}: ${count(breaks.length, 'break')} found.`);
  throw new NegativeAnswer();
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
