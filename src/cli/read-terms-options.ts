import { currencyDigits, isCurrency, parseDecimal } from '#domain/credits/amount';
import type { ExcludedSpan, WindowFee } from '#domain/sla/assessment';
import { readExcludedSpan } from '#lib/excluded-span-schema';
import { parseJson } from '#lib/parse-json';
import { CommandLineError } from './command-line-error.ts';
import { readInput } from './read-input.ts';

/** Reads a fee such as `1250.00 EUR`. */
export function readFee(text: string | undefined): WindowFee | undefined {
  if (text === undefined) return undefined;
  const [amount = '', currency = '', ...rest] = text.trim().split(/\s+/);
  const isPlain = rest.length === 0 && isCurrency(currency);
  const minor = isPlain ? parseDecimal(amount, currencyDigits(currency)) : undefined;
  if (minor !== undefined) return { minor, currency };
  throw new CommandLineError(
    `“${text}” is not a fee; write the sum of the window and its currency, such as "1250.00 EUR".`,
  );
}

/** Reads a file of spans that somebody took out of the downtime. */
export async function readExclusions(path: string | undefined): Promise<readonly ExcludedSpan[] | undefined> {
  if (path === undefined) return undefined;
  const name = `“${path}”`;
  const json = parseJson(await readInput(path));
  if (!json.ok) throw new CommandLineError(`${name} is not valid JSON: ${json.reason}.`);
  if (!Array.isArray(json.value)) throw new CommandLineError(`${name} is not a list of exclusions.`);
  return json.value.map((value, index) => {
    const read = readExcludedSpan(value);
    if (!read.ok) throw new CommandLineError(`${name}, row ${index + 1}: ${read.reason}.`);
    return read.span;
  });
}
