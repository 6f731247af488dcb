import type { LetterText } from '#domain/letters';
import type { Language } from '#domain/words';

export interface MailLayoutInput {
  readonly lang: Language;
  readonly siteName: string;
  readonly letter: LetterText;
  /** Where the link leads, absolute. */
  readonly url: string;
  readonly footer: string;
}

/** The same mail as plain text and as HTML that mail programs of every age show alike: tables, inline styles, no images. */
export function layOutMail(input: MailLayoutInput): { readonly text: string; readonly html: string } {
  return { text: layOutText(input), html: layOutHtml(input) };
}

function layOutText({ letter, url, footer }: MailLayoutInput): string {
  const facts = (letter.facts ?? []).map(([label, value]) => `${label}: ${value}`).join('\n');
  const quote = (letter.quote ?? '').trim().replaceAll(/^/gm, '> ');
  return [...letter.sentences, facts, letter.quote?.trim() ? quote : '', `${letter.action}:\n${url}`, `-- \n${footer}`]
    .filter(Boolean)
    .join('\n\n');
}

function layOutHtml({ lang, siteName, letter, url, footer }: MailLayoutInput): string {
  const rows = [
    `<p style="${SMALL}">${escapeHtml(siteName)}</p>`,
    ...letter.sentences.map((sentence) => `<p style="${TEXT}">${escapeHtml(sentence)}</p>`),
    factsTable(letter),
    letter.quote?.trim() ? `<div style="${QUOTE}">${withLineBreaks(letter.quote.trim())}</div>` : '',
    `<p style="${TEXT}"><a href="${escapeHtml(url)}" style="color:#1a4fa3">${escapeHtml(letter.action)}</a></p>`,
    `<p style="${SMALL}">${escapeHtml(footer)}</p>`,
  ].filter(Boolean);
  return (
    `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark">` +
    `<title>${escapeHtml(letter.subject)}</title></head><body style="margin:0">` +
    `<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="center">` +
    `<table role="presentation" width="100%" style="max-width:600px" cellpadding="16" cellspacing="0"><tr><td>` +
    `${rows.join('\n')}</td></tr></table></td></tr></table></body></html>`
  );
}

const FONT = 'font-family:system-ui,-apple-system,Segoe UI,Roboto,sans-serif';
const TEXT = `${FONT};font-size:16px;line-height:1.5;margin:0 0 16px`;
const SMALL = `${FONT};font-size:13px;line-height:1.5;margin:0 0 16px;color:#6b6b6b`;
const QUOTE = `${FONT};font-size:15px;line-height:1.5;margin:0 0 16px;padding:0 0 0 12px;border-left:2px solid #b0b0b0`;

function factsTable(letter: LetterText): string {
  if (!letter.facts?.length) return '';
  const cells = letter.facts
    .map(
      ([label, value]) =>
        `<tr><td style="${FONT};font-size:14px;padding:2px 16px 2px 0;color:#6b6b6b">${escapeHtml(label)}</td>` +
        `<td style="${FONT};font-size:14px;padding:2px 0">${escapeHtml(value)}</td></tr>`,
    )
    .join('');
  return `<table cellpadding="0" cellspacing="0" style="margin:0 0 16px">${cells}</table>`;
}

/** What people wrote is quoted as they wrote it: a mail is no place for anybody's links, images or markup. */
function withLineBreaks(text: string): string {
  return escapeHtml(text).replaceAll('\n', '<br>');
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
