import { createHash } from 'node:crypto';
import { findFileBytes } from '#db/queries/credit-files';
import type { Language } from '#domain/words';
import { type FileRefusals, fileRefusals } from '#i18n/credits/file-refusals';
import { attachmentType, displayName } from '#lib/attachment-type';
import { type Redacted, redactJson, redactText } from '#lib/redact-secrets';
import { bumpCounter } from './bump-counter.ts';
import { type CommandContext, DomainError } from './context.ts';
import { writeAudit } from './write-audit.ts';

const MEGABYTE = 1_000_000;
export const LARGEST_FILE = 5 * MEGABYTE;
const LARGEST_CLAIM = 20 * MEGABYTE;
const LARGEST_ORGANIZATION = 500 * MEGABYTE;

export interface CreditUpload {
  readonly name: string;
  readonly bytes: Buffer;
}

export interface CreditFileInput {
  readonly owner: { readonly draftId: string } | { readonly requestId: string };
  readonly organizationId: string;
  readonly file: CreditUpload;
  readonly lang: Language;
}

/** Keeps a file with a draft or a claim, without what signs somebody in; part of the transaction that holds its owner. */
export async function attachCreditFile(ctx: CommandContext, input: CreditFileInput): Promise<void> {
  const { owner, organizationId, file, lang } = input;
  const words = fileRefusals(lang);
  const name = displayName(file.name);
  const checked = checkFile({ name, bytes: file.bytes }, words);
  // Two uploads at once would each see room for itself.
  await bumpCounter(ctx, `credit-files:${organizationId}`);
  const size = checked.bytes.length;
  if ((await findFileBytes(ctx.db, owner)) + size > LARGEST_CLAIM) refuse(words.claimFull);
  if ((await findFileBytes(ctx.db, { organizationId })) + size > LARGEST_ORGANIZATION) refuse(words.quota);
  const id = ctx.newId();
  await ctx.db
    .insertInto('creditAttachment')
    .values({
      id,
      organizationId,
      draftId: 'draftId' in owner ? owner.draftId : null,
      requestId: 'requestId' in owner ? owner.requestId : null,
      name,
      mediaType: checked.mediaType,
      byteCount: size,
      redactedCount: checked.count,
      sha256: createHash('sha256').update(checked.bytes).digest('hex'),
      addedBy: ctx.actor.id ?? ctx.actor.kind,
      addedByName: ctx.actor.name,
      addedAt: ctx.now(),
    })
    .execute();
  await ctx.db.insertInto('creditAttachmentContent').values({ attachmentId: id, bytes: checked.bytes }).execute();
  await writeAudit(ctx, {
    action: 'attach-credit-file',
    subjectKind: 'credit-attachment',
    subjectId: id,
    organizationId,
    detail: { ...owner, name, size, redacted: checked.count },
  });
}

function checkFile({ name, bytes }: CreditUpload, words: FileRefusals): Redacted & { readonly mediaType: string } {
  if (bytes.length === 0) refuse(words.empty);
  if (bytes.length > LARGEST_FILE) refuse(words.tooLarge);
  const type = attachmentType(name, bytes);
  if (type.kind === 'refused') refuse(words[type.why](name));
  const { kind, mediaType } = type;
  if (kind === 'binary') return { bytes, count: 0, mediaType };
  return { ...(kind === 'json' ? redactJson(bytes) : redactText(bytes)), mediaType };
}

function refuse(sentence: string): never {
  throw new DomainError('invalid', sentence, 'file');
}
