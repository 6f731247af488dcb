import type { APIContext } from 'astro';
import { listFeedIncidents } from '#db/queries/feed-incidents';
import { languageOf, pathIn } from '#i18n/language';
import { entryHtml, escapeHtml } from '#i18n/public/feed-entry';
import { messages } from '#i18n/public/messages';
import { type StoryUpdate, storyView } from '#i18n/public/story';
import { type FeedInput, toAtom, toRss } from '#lib/feed';
import { markdownToHtml } from '#lib/markdown';

const TYPES = { atom: 'application/atom+xml; charset=utf-8', rss: 'application/rss+xml; charset=utf-8' } as const;

/** The incident history as a feed, in the language of its path. */
export async function answerFeed(context: APIContext, kind: 'atom' | 'rss'): Promise<Response> {
  const { ctx, config } = context.locals;
  const lang = languageOf(context.url.pathname);
  const incidents = await listFeedIncidents(ctx.db);
  const input: FeedInput = {
    title: messages(lang).feed.title(config.siteName),
    siteName: config.siteName,
    publicUrl: config.publicUrl,
    lang,
    paths: { page: pathIn(lang, '/history'), atom: pathIn(lang, '/history.atom'), rss: pathIn(lang, '/history.rss') },
    updatedAt: Math.max(0, ...incidents.map((incident) => incident.updatedAt)),
    entries: incidents.map((incident) => {
      const story = storyView(incident, lang);
      return {
        id: incident.id,
        title: story.title.text,
        path: pathIn(lang, `/incidents/${incident.id}`),
        startedAt: incident.startedAt,
        updatedAt: incident.updatedAt,
        html: entryHtml(incident, story.updates, { lang, toHtml }),
      };
    }),
  };
  return new Response(kind === 'atom' ? toAtom(input) : toRss(input), {
    headers: {
      'content-type': TYPES[kind],
      // Readers in other people's pages may load what is public anyway.
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
    },
  });
}

function toHtml(update: StoryUpdate): string {
  return update.markdown ? markdownToHtml(update.text.text) : `<p>${escapeHtml(update.text.text)}</p>`;
}
