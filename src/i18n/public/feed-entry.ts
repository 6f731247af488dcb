import { type Instant, toIso } from '#domain/time';
import type { Language } from '#domain/words';
import { formatDay } from '../format.ts';
import { localText } from '../language.ts';
import { messages } from './messages.ts';
import type { StoryFacts, StoryUpdate } from './story.ts';

/** HTML of one feed entry in the shape readers of status feeds know: newest update first, then what was affected. */
export function entryHtml(
  incident: Pick<StoryFacts, 'services'>,
  updates: readonly StoryUpdate[],
  options: { readonly lang: Language; readonly toHtml: (update: StoryUpdate) => string },
): string {
  const t = messages(options.lang);
  const paragraphs = updates.map((update) => {
    const label = update.sameStage ? t.feed.update : t.stages[update.stage];
    const [first, rest] = firstParagraph(options.toHtml(update));
    return `<p><small>${moment(update.at, options.lang)}</small><br><strong>${label}</strong> - ${first}</p>${rest}`;
  });
  const names = incident.services.map((service) => escapeHtml(localText(service.names, options.lang).text));
  const affected = names.length > 0 ? `<p>${t.incident.feedAffected(names.join(', '))}</p>` : '';
  return paragraphs.join('\n') + affected;
}

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** `Aug <var data-var='date'>21</var>, <var data-var='time'>00:37</var> UTC`; in French the day stands first. */
function moment(at: Instant, lang: Language): string {
  const day = `<var data-var='date'>${new Date(at).getUTCDate()}</var>`;
  const time = `<var data-var='time'>${toIso(at).slice(11, 16)}</var> UTC`;
  const month = formatDay(at, lang).replace(/^\d+\s/, '');
  return lang === 'fr' ? `${day} ${month}, ${time}` : `${month} ${day}, ${time}`;
}

/** Splits rendered Markdown so that its first paragraph can stand behind the label. */
function firstParagraph(html: string): readonly [string, string] {
  const match = /^\s*<p>([\s\S]*?)<\/p>([\s\S]*)$/.exec(html);
  return match ? [match[1] ?? '', (match[2] ?? '').trim()] : ['', html];
}
