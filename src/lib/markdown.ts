import MarkdownIt from 'markdown-it';
import sanitizeHtml from 'sanitize-html';

const parser = new MarkdownIt({ html: false, linkify: true, breaks: true, typographer: false }).disable('image');
parser.linkify.set({ fuzzyLink: false, fuzzyEmail: false });

const RULES: sanitizeHtml.IOptions = {
  allowedTags: [
    'p',
    'br',
    'hr',
    'strong',
    'em',
    's',
    'code',
    'pre',
    'ul',
    'ol',
    'li',
    'blockquote',
    'a',
    'h3',
    'h4',
  ].concat(['table', 'thead', 'tbody', 'tr', 'th', 'td']),
  allowedAttributes: { a: ['href', 'rel'], ol: ['start'] },
  allowedSchemes: ['http', 'https', 'mailto'],
  allowProtocolRelative: false,
  disallowedTagsMode: 'discard',
  transformTags: {
    // The page has its own first and second headings.
    h1: 'h3',
    h2: 'h3',
    h5: 'h4',
    h6: 'h4',
    a: (_, { href }) => ({ tagName: 'a', attribs: { ...(href && { href }), rel: 'nofollow noopener' } }),
  },
};

/** Safe HTML of a text that a person or a provider wrote in Markdown: no images, no markup of its own, links without our blessing. */
export function markdownToHtml(text: string): string {
  return sanitizeHtml(parser.render(text), RULES);
}

/** The same as one line of plain text. */
export function markdownToText(text: string): string {
  const html = markdownToHtml(text).replaceAll(/<\/(?:p|li|h3|h4|tr)>|<br \/>/g, ' ');
  return decode(sanitizeHtml(html, { allowedTags: [], allowedAttributes: {} }))
    .replaceAll(/\s+/g, ' ')
    .trim();
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

function decode(html: string): string {
  return html.replaceAll(/&(amp|lt|gt|quot|#39);/g, (whole, name: string) => ENTITIES[name] ?? whole);
}
