import { type Command, Option } from 'commander';
import type { CommandContext } from '#commands/context';
import { createImportedServices } from '#commands/create-imported-services';
import { learnProductKeys } from '#commands/learn-product-keys';
import { readConfig } from '#config';
import { connect } from '#db/connect';
import { migrateToLatest } from '#db/migrate';
import type { ImportReport } from '#domain/feeds/import-report';
import { FEED_KINDS, type FeedKind, parseFeed } from '#domain/feeds/parse-feed';
import {
  type ParsedFeed,
  PROVIDER_DEFECTS,
  type ProviderDefect,
  problemOfDocument,
} from '#domain/feeds/provider-incident';
import { withoutFuture } from '#domain/feeds/without-future';
import type { Visibility } from '#domain/words';
import { createLog } from '#lib/log';
import { newId } from '#lib/new-id';
import { loadConfiguredCatalogue } from '../load-configured-catalogue.ts';
import { CommandLineError } from './command-line-error.ts';
import { importHistory } from './import-history.ts';
import { readFeedSource } from './read-source.ts';

interface ImportOptions {
  readonly provider?: string;
  readonly createServices: boolean;
  readonly visibility: Visibility;
}

/** `import google FILE|URL`, `import statuspage FILE|URL` and so on for each kind of feed. */
export function addImport(program: Command): void {
  const group = program
    .command('import')
    .description("Import a provider's incidents; repeatable, a second import corrects.");
  for (const kind of FEED_KINDS) {
    group
      .command(kind)
      .argument('<source>', 'a file, a web address, or - for the standard input')
      .option('--provider <name>', 'whose incidents these are (default: told by the document)')
      .option('--no-create-services', 'leave products out that are no service here yet')
      .addOption(
        new Option('--visibility <who>', 'who sees services made by the import')
          .choices(['public', 'operators'])
          .default('operators'),
      )
      .action((source: string, options: ImportOptions) => runImport(kind, source, options));
  }
}

async function runImport(kind: FeedKind, source: string, options: ImportOptions): Promise<void> {
  const config = readConfig(process.env);
  const feed = withoutFuture(parseFeed(kind, await readFeedSource(kind, source), options.provider), Date.now());
  const problem = problemOfDocument(feed);
  if (problem) throw new CommandLineError(`${source} cannot be imported. ${problem}`);
  const connection = connect(config.databaseUrl);
  try {
    await migrateToLatest(connection, config.databaseUrl);
    const ctx: CommandContext = {
      db: connection.db,
      now: Date.now,
      newId,
      actor: { kind: 'cli', id: null, name: 'command line' },
    };
    // Before the first start the catalogue comes first: the products it knows are no imported ones.
    await loadConfiguredCatalogue(ctx, config, createLog('warn'));
    await learnKeys(ctx, feed);
    const made = options.createServices ? await makeServices(ctx, feed, options.visibility) : 0;
    const report = await importHistory(ctx, feed, showProgress);
    explain(feed, report, made > 0 ? madeSentence(made, options.visibility) : undefined);
    console.log(JSON.stringify(report));
  } finally {
    await connection.close();
  }
}

async function learnKeys(ctx: CommandContext, feed: ParsedFeed): Promise<void> {
  for (const [provider, incidents] of Map.groupBy(feed.incidents, (incident) => incident.provider)) {
    await learnProductKeys(ctx, { provider, incidents });
  }
}

async function makeServices(ctx: CommandContext, feed: ParsedFeed, visibility: Visibility): Promise<number> {
  const byProvider = Map.groupBy(feed.incidents, (incident) => incident.provider);
  let made = 0;
  for (const [provider, incidents] of byProvider) {
    const products = new Map(incidents.flatMap(({ products }) => products).map((product) => [product.key, product]));
    made += await createImportedServices(ctx, { provider, products: [...products.values()], visibility });
  }
  return made;
}

function madeSentence(count: number, visibility: Visibility): string {
  const seen = visibility === 'public' ? 'and are shown to everybody' : 'and are shown to operators only';
  return `${count} new services stand in the group “Imported” ${seen}.`;
}

function showProgress(done: number, total: number): void {
  if (!process.stderr.isTTY) return;
  process.stderr.write(`\r${done} of ${total} incidents${done === total ? '\n' : ''}`);
}

/** For people, on standard error: the last line of standard output is for programs. */
function explain(feed: ParsedFeed, report: ImportReport, services: string | undefined): void {
  const counts = new Map<ProviderDefect, number>();
  for (const defect of feed.incidents.flatMap((incident) => incident.defects)) {
    counts.set(defect, (counts.get(defect) ?? 0) + 1);
  }
  if (services) console.error(services);
  for (const [defect, count] of counts) console.error(`${count} × ${PROVIDER_DEFECTS[defect]}`);
  for (const { id, reason } of report.rejected.slice(0, 20)) console.error(`Left out: ${id}. ${reason}`);
  if (report.rejected.length > 20) console.error(`… and ${report.rejected.length - 20} more, all named below.`);
}
