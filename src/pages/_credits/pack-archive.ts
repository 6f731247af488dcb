import type { CommandContext } from '#commands/context';
import { findPackOfClaim } from '#db/queries/claim-packs';
import { claimPack } from '#domain/credits/claim-pack';
import type { Language } from '#domain/words';
import { zipFiles } from '#lib/zip-files';
import { packCsv, packName, packPdf } from './pack-downloads.ts';

export interface ArchiveInput {
  readonly claims: readonly number[];
  readonly lang: Language;
}

/** Every pack as its own page hands it out; a claim whose contract has no such window any more is named in a list. */
export async function packArchive(
  ctx: CommandContext,
  { claims, lang }: ArchiveInput,
): Promise<Uint8Array<ArrayBuffer>> {
  const now = ctx.now();
  const files = new Map<string, Uint8Array>();
  const missing: number[] = [];
  for (const no of claims) {
    const found = await findPackOfClaim(ctx.db, 'every-organization', { no, now });
    const pack = found && claimPack(found.facts);
    if (!pack) {
      missing.push(no);
      continue;
    }
    files.set(`${packName(pack)}.pdf`, await bytesOf(await packPdf(pack, lang)));
    files.set(`${packName(pack)}.csv`, await bytesOf(packCsv(pack, lang)));
  }
  if (missing.length > 0) files.set('left-out.txt', new TextEncoder().encode(leftOut(missing)));
  return zipFiles(files, now);
}

async function bytesOf(response: Response): Promise<Uint8Array> {
  return new Uint8Array(await response.arrayBuffer());
}

function leftOut(claims: readonly number[]): string {
  const lines = claims.map((no) => `claim ${no}: its contract has no such month any more\n`);
  return lines.join('');
}
