import { Command, CommanderError } from 'commander';
import { CommandLineError, NegativeAnswer } from './command-line-error.ts';

const ANSWER_IS_NO = 1;
const BAD_INPUT = 2;

/** Loaded when named: what needs no database must not wait for one. */
const COMMANDS = new Map<string, (program: Command) => Promise<void>>([
  ['assess', async (program) => (await import('./assess.ts')).addAssess(program)],
  ['catalogue', async (program) => (await import('./catalogue.ts')).addCatalogue(program)],
  ['contract', async (program) => (await import('./contract.ts')).addContract(program)],
  ['import', async (program) => (await import('./import.ts')).addImport(program)],
  ['ledger', async (program) => (await import('./ledger.ts')).addLedger(program)],
  ['replay', async (program) => (await import('./replay.ts')).addReplay(program)],
  ['operator', async (program) => (await import('./operator.ts')).addOperator(program)],
]);

/** Runs one command and returns the exit status; a mistake is one sentence on standard error. */
export async function runProgram(args: readonly string[]): Promise<number> {
  const program = await createProgram(args[0] ?? '');
  try {
    await program.parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof NegativeAnswer) return ANSWER_IS_NO;
    if (error instanceof CommandLineError || isSetupError(error)) return refuse(error.message);
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : refuse(sentenceOf(error));
    throw error;
  }
}

/** The environment or the database is not as it should be: the message is a sentence already. */
function isSetupError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && (error.code === 'config' || error.code === 'migrate');
}

async function createProgram(name: string): Promise<Command> {
  const program = new Command('outage-ledger')
    .description('Outage Ledger on the command line')
    .exitOverride()
    .configureOutput({ outputError: () => {} });
  const named = COMMANDS.get(name);
  for (const add of named ? [named] : COMMANDS.values()) await add(program);
  for (const command of program.commands) command.copyInheritedSettings(program);
  return program;
}

function refuse(sentence: string): number {
  console.error(sentence);
  return BAD_INPUT;
}

function sentenceOf({ code, message }: CommanderError): string {
  if (code === 'commander.help') return 'Name a command, such as assess; --help lists them all.';
  const plain = message
    .replace(/^error: /, '')
    .replaceAll("'", '')
    .replace(/\s+/g, ' ');
  return `${plain.charAt(0).toUpperCase()}${plain.slice(1)}${plain.endsWith('.') ? '' : '.'}`;
}
