import type { Language } from '#domain/words';
import type { Db } from '../connect.ts';

/** The language an organisation reads: that of its last claim, else of its first invitation that was accepted, else English. */
export async function findOrganizationLanguage(db: Db, organizationId: string): Promise<Language> {
  const claim = await db
    .selectFrom('creditRequest')
    .select('lang')
    .where('organizationId', '=', organizationId)
    .where('direction', '=', 'we-owe')
    .where('origin', '=', 'asked')
    .orderBy('no', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (claim) return claim.lang;
  const invitation = await db
    .selectFrom('accessLink')
    .select('lang')
    .where('organizationId', '=', organizationId)
    .where('purpose', '=', 'invitation')
    .where('usedAt', 'is not', null)
    .orderBy('usedAt')
    .limit(1)
    .executeTakeFirst();
  return invitation?.lang ?? 'en';
}
