import { lockRows } from '#db/row-locks';
import { openSecrets, SealedSecretError, sealSecrets } from '#lib/check-secrets/sealed-secrets';
import type { SecretBox } from '#lib/secret-box';
import { type CommandContext, inTransaction } from './context.ts';

export interface ResealedSecrets {
  readonly resealed: number;
  /** Checks whose secrets no key opens: they stay unknown until somebody types them again. */
  readonly unreadable: readonly string[];
}

/** Seals every check's secrets with the newest key, so that an older one can be put away. */
export function resealCheckSecrets(ctx: CommandContext, box: SecretBox): Promise<ResealedSecrets> {
  return inTransaction(ctx, async (tx) => {
    const query = tx.db.selectFrom('healthCheck').select(['id', 'name', 'secrets']).where('secrets', 'is not', null);
    const checks = await lockRows(tx.db, query.orderBy('no')).execute();
    const unreadable: string[] = [];
    for (const { id, name, secrets } of checks) {
      try {
        const sealed = sealSecrets(box, id, openSecrets(box, id, secrets));
        await tx.db.updateTable('healthCheck').set({ secrets: sealed }).where('id', '=', id).execute();
      } catch (error) {
        if (!(error instanceof SealedSecretError)) throw error;
        unreadable.push(name);
      }
    }
    return { resealed: checks.length - unreadable.length, unreadable };
  });
}
