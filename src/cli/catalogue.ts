import type { Command } from 'commander';
import { CatalogueFileError, parseCatalogue } from '#lib/catalogue-file';
import { catalogueVariables } from '#lib/catalogue-variables';
import { CommandLineError } from './command-line-error.ts';
import { counted } from './counted.ts';
import { readInput } from './read-input.ts';

/** Adds `catalogue check FILE`: every mistake of a catalogue with its line, before a start would refuse it. */
export function addCatalogue(program: Command): void {
  const group = program.command('catalogue').description('Services and checks kept in a file.');
  group
    .command('check')
    .description('say what is wrong in a catalogue, or how much is in it; changes nothing')
    .argument('<file>', 'a YAML file, or - for standard input')
    .action(check);
}

async function check(file: string): Promise<void> {
  try {
    const catalogue = parseCatalogue(await readInput(file), file === '-' ? 'standard input' : file);
    const { groups, feeds } = catalogue;
    const services = groups.flatMap((group) => group.services);
    const checks = services.flatMap((service) => service.checks);
    console.log(
      `${file} is fine: ${counted(groups.length, 'group')}, ${counted(services.length, 'service')}, ${counted(checks.length, 'check')}, ${counted(feeds.length, 'feed')}.`,
    );
    for (const [variable, needing] of catalogueVariables(catalogue)) {
      console.log(
        `Set ${variable} where the product runs: ${needing.join(', ')} ${needing.length === 1 ? 'takes' : 'take'} a secret from it.`,
      );
    }
  } catch (error) {
    if (error instanceof CatalogueFileError) throw new CommandLineError(error.message);
    throw error;
  }
}
