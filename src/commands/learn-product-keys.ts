import { matchProducts } from '#domain/feeds/match-products';
import type { ProviderIncident } from '#domain/feeds/provider-incident';
import { type CommandContext, inTransaction } from './context.ts';
import { writeAudit } from './write-audit.ts';

export interface LearnProductKeysInput {
  readonly provider: string;
  readonly incidents: readonly ProviderIncident[];
}

/** Providers publish no complete list of their products' ids: a service without one takes it from the product of its name. */
export function learnProductKeys(ctx: CommandContext, input: LearnProductKeysInput): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    const known = await ctx.db
      .selectFrom('service')
      .select(['id', 'names', 'providerKey'])
      .where('provider', '=', input.provider)
      .where('archivedAt', 'is', null)
      .execute();
    const keyless = known.filter((service) => service.providerKey === null);
    if (keyless.length === 0) return;
    const taken = new Set(known.map((service) => service.providerKey));
    const products = input.incidents.flatMap((incident) => incident.products).filter(({ key }) => !taken.has(key));
    const services = keyless.map(({ id, names }) => ({ id, names: JSON.parse(names) }));
    for (const [serviceId, providerKey] of matchProducts(services, products)) {
      await ctx.db
        .updateTable('service')
        .set({ providerKey })
        .where('id', '=', serviceId)
        .where('providerKey', 'is', null)
        .execute();
      const detail = { provider: input.provider, providerKey };
      await writeAudit(ctx, { action: 'learn-product-key', subjectKind: 'service', subjectId: serviceId, detail });
    }
  });
}
