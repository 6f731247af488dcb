import type { CommandContext } from '#commands/context';
import { loadCatalogue } from '#commands/load-catalogue';
import type { Config } from '#config';
import { readCatalogueFile, readShippedCatalogue } from '#lib/catalogue-file';
import type { Catalogue } from '#lib/catalogue-schema';
import { catalogueVariables } from '#lib/catalogue-variables';
import type { Log } from '#lib/log';

/** CATALOGUE is loaded at every start; without it the shipped one at the first; `none` loads nothing. */
export async function loadConfiguredCatalogue(ctx: CommandContext, config: Config, log: Log): Promise<void> {
  const path = config.catalogue;
  if (path === 'none') return;
  const catalogue = path === undefined ? readShippedCatalogue() : readCatalogueFile(path);
  warnOfMissingVariables(catalogue, log);
  const loaded = await loadCatalogue(ctx, { catalogue, onlyAtFirst: path === undefined });
  const { created, changed, archived, skipped } = loaded;
  if (created.length + changed.length + archived.length > 0) {
    log.info({ created: created.length, changed: changed.length, archived }, 'catalogue loaded');
  }
  if (skipped.length > 0) {
    log.warn({ skipped }, 'left out of the catalogue: these were made in the console under the same short name');
  }
}

/** All else of the catalogue is loaded; the checks that need them are unknown until they are set. */
function warnOfMissingVariables(catalogue: Catalogue, log: Log): void {
  for (const [variable, checks] of catalogueVariables(catalogue)) {
    if (!process.env[variable]) log.warn({ variable, checks }, 'the catalogue takes a secret from a variable not set');
  }
}
