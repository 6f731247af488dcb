import type { Db } from '#db/connect';

/** The page a queued mail leads to, latest first; its origin is checked by whoever asks. */
export async function linkMailedTo(db: Db, email: string): Promise<URL> {
  const row = await db
    .selectFrom('delivery')
    .select('message')
    .where('address', '=', email)
    .orderBy('createdAt', 'desc')
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow();
  const { text }: { text: string } = JSON.parse(row.message);
  const [link] = /https?:\/\/\S+\/(?:invitation|reset)\/\S+/.exec(text) ?? [];
  if (!link) throw new Error(`No link in the mail to ${email}: ${text}`);
  return new URL(link);
}
