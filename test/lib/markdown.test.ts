import { describe, expect, test } from 'vitest';
import { markdownToHtml, markdownToText } from '#lib/markdown';

const HOSTILE = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '![x](https://tracker.example/p.png)',
  '[x](javascript:alert(1))',
  '[x](JaVaScRiPt:alert(1))',
  '[x](&#106;avascript:alert(1))',
  '[x](data:text/html;base64,PHNjcmlwdD4=)',
  '[x](vbscript:x)',
  '[x](//evil.example)',
  '<javascript:alert(1)>',
  '[x](https://a.example" onmouseover="alert(1))',
  '<svg/onload=alert(1)>',
  '<iframe src=https://evil.example></iframe>',
  '<style>*{display:none}</style>',
  '<a href="https://a.example" style="position:fixed">x</a>',
  '`<script>`',
  '```html\n<script>alert(1)</script>\n```',
  '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>',
  '[x]: javascript:alert(1)\n\n[x]',
  '<!--<img src=x onerror=alert(1)>-->',
  `${'['.repeat(5_000)}`,
];

describe('markdown', () => {
  test.each(HOSTILE)('takes the sting out of %j', (text) => {
    const html = markdownToHtml(text);
    const tags = [...html.matchAll(/<\/?([a-z0-9]+)([^>]*)>/gi)];
    for (const [, name = '', attributes = ''] of tags) {
      expect(['p', 'br', 'code', 'pre', 'a', 'em', 'strong'], html).toContain(name);
      expect(attributes, html).not.toMatch(/\bon\w+\s*=|style|src|javascript:|vbscript:|data:|=\s*"\/\//i);
    }
  });

  test('keeps what updates are written with', () => {
    expect(markdownToHtml('Mail is **late**, not *lost*.\n\n- web\n- IMAP')).toBe(
      '<p>Mail is <strong>late</strong>, not <em>lost</em>.</p>\n<ul>\n<li>web</li>\n<li>IMAP</li>\n</ul>\n',
    );
  });

  test('gives links no blessing of ours', () => {
    expect(markdownToHtml('See https://a.example/x')).toContain(
      '<a href="https://a.example/x" rel="nofollow noopener">',
    );
  });

  test('leaves the first and second heading to the page', () => {
    expect(markdownToHtml('# Big\n\n## Large')).toBe('<h3>Big</h3>\n<h3>Large</h3>\n');
  });

  test('becomes one line of plain text', () => {
    expect(markdownToText('**A** & B\n\n- <c>\n- d')).toBe('A & B <c> d');
  });
});
