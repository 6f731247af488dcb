import type { CreditRequest } from '#db/queries/credit-requests';
import type { CreditMessageKind } from '#domain/words';
import { type CommandContext, DomainError } from './context.ts';

const LONGEST = 5_000;

export interface CreditWriting {
  readonly request: CreditRequest;
  readonly kind: CreditMessageKind;
  readonly body: string;
}

/** Adds what somebody wrote to the story of a claim. */
export async function writeCreditMessage(ctx: CommandContext, { request, kind, body }: CreditWriting): Promise<void> {
  await ctx.db
    .insertInto('creditMessage')
    .values({
      id: ctx.newId(),
      requestId: request.id,
      at: ctx.now(),
      kind,
      authorId: ctx.actor.id,
      authorName: ctx.actor.name,
      body,
    })
    .execute();
}

/** What was typed without the space around it; refused when there is nothing or too much. */
export function checkText(text: string, words: { readonly needed: string; readonly tooLong: string }): string {
  const body = text.trim();
  if (body === '') throw new DomainError('invalid', words.needed, 'body');
  if (body.length > LONGEST) throw new DomainError('invalid', words.tooLong, 'body');
  return body;
}
