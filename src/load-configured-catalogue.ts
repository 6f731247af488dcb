import type { CommandContext } from '#commands/context';
import { loadCatalogue } from '#commands/load-catalogue';
import type { Config } from '#config';
import { readCatalogueFile, readShippedCatalogue } from '#lib/catalogue-file';
import type { Log } from '#lib/log';

/** CATALOGUE is loaded at every start; without it the shipped one at the first; `none` loads nothing. */
export async function loadConfiguredCatalogue(ctx: CommandContext, config: Config, log: Log): Promise<void> {
  const path = config.catalogue;
  if (path === 'none') return;
  const loaded = await loadCatalogue(ctx, {
    catalogue: path === undefined ? readShippedCatalogue() : readCatalogueFile(path),
    onlyAtFirst: path === undefined,
  });
  const { created, changed, archived, skipped } = loaded;
  if (created.length + changed.length + archived.length > 0) {
    log.info({ created: created.length, changed: changed.length, archived }, 'catalogue loaded');
  }
  if (skipped.length > 0) {
    log.warn({ skipped }, 'left out of the catalogue: these were made in the console under the same short name');
  }
}
