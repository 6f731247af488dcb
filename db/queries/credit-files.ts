import type { Selectable } from 'kysely';
import type { Db } from '../connect.ts';
import type { CreditAttachmentTable } from '../schema/claims.ts';

export type CreditFile = Selectable<CreditAttachmentTable>;

/** The files of a claim or of a draft, oldest first. */
export function listCreditFiles(
  db: Db,
  owner: { readonly requestId: string } | { readonly draftId: string },
): Promise<CreditFile[]> {
  const query = db.selectFrom('creditAttachment').selectAll().orderBy('addedAt').orderBy('id');
  return 'requestId' in owner
    ? query.where('requestId', '=', owner.requestId).execute()
    : query.where('draftId', '=', owner.draftId).execute();
}

/** Who asks for a file: operators see what was sent with a claim, an organisation its own, and a draft only who writes it. */
export type FileReader = 'operator' | { readonly organizationId: string; readonly personId: string };

/** A file with its content; undefined when it is not there or not the reader's. */
export async function findCreditFile(
  db: Db,
  reader: FileReader,
  id: string,
): Promise<(CreditFile & { readonly bytes: Uint8Array }) | undefined> {
  const query = db
    .selectFrom('creditAttachment as file')
    .innerJoin('creditAttachmentContent as content', 'content.attachmentId', 'file.id')
    .selectAll('file')
    .select('content.bytes')
    .where('file.id', '=', id);
  if (reader === 'operator') return query.where('file.requestId', 'is not', null).executeTakeFirst();
  return query
    .where('file.organizationId', '=', reader.organizationId)
    .where((eb) => eb.or([eb('file.requestId', 'is not', null), eb('file.addedBy', '=', reader.personId)]))
    .executeTakeFirst();
}

/** How many bytes the files of an owner take. */
export async function findFileBytes(
  db: Db,
  owner: { readonly organizationId: string } | { readonly requestId: string } | { readonly draftId: string },
): Promise<number> {
  const query = db
    .selectFrom('creditAttachment')
    .select((eb) => eb.fn.coalesce(eb.fn.sum<number>('byteCount'), eb.lit(0)).as('bytes'));
  const own =
    'organizationId' in owner
      ? query.where('organizationId', '=', owner.organizationId)
      : 'requestId' in owner
        ? query.where('requestId', '=', owner.requestId)
        : query.where('draftId', '=', owner.draftId);
  return (await own.executeTakeFirstOrThrow()).bytes;
}
