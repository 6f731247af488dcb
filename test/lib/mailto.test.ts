import { describe, expect, test } from 'vitest';
import { mailtoLink } from '#lib/mailto';

describe('a mail link', () => {
  test('cannot be given a recipient or a further field by what somebody typed', () => {
    const { href } = mailtoLink({ subject: 'Gmail\r\nBcc: all@example.com', body: 'a&bcc=x@example.com?to=y#z' });
    const url = new URL(href);
    expect(url.pathname).toBe('');
    expect([...url.searchParams.keys()]).toEqual(['subject', 'body']);
    expect(url.searchParams.get('subject')).toBe('Gmail Bcc: all@example.com');
    expect(url.searchParams.get('body')).toBe('a&bcc=x@example.com?to=y#z');
    expect(url.hash).toBe('');
  });

  test('carries the text as long as mail programs take it, and says when it does not', () => {
    expect(mailtoLink({ subject: 's', body: 'é'.repeat(300) }).withBody).toBe(true);
    const long = mailtoLink({ subject: 's', body: 'é'.repeat(400) });
    expect(long).toEqual({ href: 'mailto:?subject=s', withBody: false });
  });

  test('takes half a surrogate pair and keeps line ends as mail wants them', () => {
    expect(mailtoLink({ subject: '\ud800', body: 'a\nb' }).href).toBe('mailto:?subject=%EF%BF%BD&body=a%0D%0Ab');
  });
});
