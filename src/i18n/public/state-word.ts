import type { StateSince } from '#domain/status/service-state';
import type { Language } from '#domain/words';
import { messages } from './messages.ts';

/** What a service is now, in a word or two. */
export function stateWord({ state, isNew }: StateSince, lang: Language): string {
  const t = messages(lang);
  return isNew ? t.unseenYet : t.states[state];
}
