import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { CommandLineError } from './command-line-error.ts';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist',
  EISDIR: 'it is a folder',
  EACCES: 'there is no permission',
  ERR_STRING_TOO_LONG: 'it is too large',
  ERR_FS_FILE_TOO_LARGE: 'it is too large',
};

/** The text of a file, or of standard input for `-`; relative paths are taken from where the command was typed. */
export async function readInput(path: string): Promise<string> {
  try {
    return path === '-' ? await text(process.stdin) : await readFile(resolveTyped(path), 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const name = path === '-' ? 'Standard input' : `The file “${path}”`;
    throw new CommandLineError(`${name} cannot be read: ${REASONS[code] ?? `the system says ${code || 'no'}`}.`);
  }
}

/** npm runs scripts in the project's folder; INIT_CWD is where the person is. */
export function resolveTyped(path: string): string {
  return resolve(process.env['INIT_CWD'] ?? process.cwd(), path);
}
