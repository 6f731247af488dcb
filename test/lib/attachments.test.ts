import { describe, expect, test } from 'vitest';
import { attachmentType, displayName } from '#lib/attachment-type';
import { redactJson, redactText } from '#lib/redact-secrets';

const PNG = Buffer.concat([
  Buffer.from('89504e470d0a1a0a', 'hex'),
  Buffer.alloc(20, 7),
  Buffer.from('0000000049454e44ae426082', 'hex'),
]);
const JPG = Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), Buffer.alloc(20, 7), Buffer.from('ffd9', 'hex')]);
const PDF = Buffer.from('%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n');
const ZIP = Buffer.concat([
  Buffer.from('504b0304', 'hex'),
  Buffer.alloc(30),
  Buffer.from('504b0506', 'hex'),
  Buffer.alloc(18),
]);
const SVG = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');

describe('what may be attached', () => {
  test.each([
    ['shot.png', PNG, 'image/png'],
    ['shot.JPG', JPG, 'image/jpeg'],
    ['report.pdf', PDF, 'application/pdf'],
    ['server.log', Buffer.from('12:00 down\n'), 'text/plain'],
    ['é.csv', Buffer.from('a;b\n'), 'text/csv'],
    ['x.json', Buffer.from('{"a":1}'), 'application/json'],
    ['x.har', Buffer.from('{"log":{"entries":[]}}'), 'application/json'],
  ])('%s is taken', (name, bytes, mediaType) => {
    expect(attachmentType(name, bytes)).toMatchObject({ mediaType });
  });

  test.each([
    ['image.svg', SVG, 'ending'],
    ['page.html', SVG, 'ending'],
    ['files.zip', ZIP, 'ending'],
    ['noending', PNG, 'ending'],
    ['x.png.exe', PNG, 'ending'],
    ['x.constructor', PNG, 'ending'],
    ['svg.png', SVG, 'content'],
    ['zip.png', ZIP, 'content'],
    ['html.jpg', Buffer.from('<html>'), 'content'],
    ['png-and-zip.png', Buffer.concat([PNG, ZIP]), 'content'],
    ['zip-in-png.png', Buffer.concat([PNG.subarray(0, 8), ZIP, PNG.subarray(-12)]), 'content'],
    ['jpg-and-html.jpg', Buffer.concat([JPG, SVG]), 'content'],
    ['pdf-and-zip.pdf', Buffer.concat([PDF, ZIP, Buffer.from('%%EOF')]), 'content'],
    ['html-before.pdf', Buffer.concat([SVG, PDF]), 'content'],
    ['binary.txt', Buffer.from([0x41, 0, 0x42]), 'content'],
    ['latin.log', Buffer.from([0x41, 0xe9, 0x42]), 'content'],
    ['broken.json', Buffer.from('{"a":'), 'content'],
    ['json.har', Buffer.from('{"a":1}'), 'content'],
    ['png.pdf', PNG, 'content'],
  ])('%s is refused', (name, bytes, why) => {
    expect(attachmentType(name, bytes)).toEqual({ kind: 'refused', why });
  });

  test.each([
    ['../../etc/passwd.txt', 'passwd.txt'],
    ['C:\\temp\\shot.png', 'shot.png'],
    ['..\\..\\x.log', 'x.log'],
    ['a\r\nContent-Type: text/html\r\n.txt', 'html.txt'],
    ['"><script>.png', 'script.png'],
    ['\u202egnp.txt', 'gnp.txt'],
    ['.txt', 'txt'],
    [`${'a'.repeat(300)}.log`, `${'a'.repeat(100)}.log`],
  ])('the name %j is shown as %j', (name, shown) => {
    expect(displayName(name)).toBe(shown);
  });
});

describe('secrets in what is attached', () => {
  test.each([
    ['Authorization: Bearer abc.def\nnext', 'Authorization: [removed]\nnext', 1],
    ['> cookie: a=1; b=2\n< Set-Cookie: c=3; HttpOnly\n', '> cookie: [removed]\n< Set-Cookie: [removed]\n', 2],
    [`curl -H 'Authorization: Basic xyz' https://x`, `curl -H 'Authorization: [removed]`, 1],
    ['{"authorization":"Bearer \\"x\\" y"} rest', '{"authorization":"[removed]"} rest', 1],
    ['{"name":"Cookie","value":"sid=1"}', '{"name":"Cookie","value":"[removed]"}', 1],
    ['Proxy-Authorization=abc', 'Proxy-Authorization=[removed]', 1],
    ['nothing to hide', 'nothing to hide', 0],
  ])('%j becomes %j', (text, shown, count) => {
    const redacted = redactText(Buffer.from(text));
    expect(redacted.bytes.toString()).toBe(shown);
    expect(redacted.count).toBe(count);
  });

  test('a HAR keeps its form and loses every sign-in header and cookie', () => {
    const headers = [
      { name: 'Cookie', value: 'sid=SECRET' },
      { name: 'AUTHORIZATION', value: 'Bearer SECRET' },
      { name: 'Accept', value: '*/*' },
    ];
    const cookies = [{ name: 'sid', value: 'SECRET' }];
    const postData = { text: 'authorization: SECRET' };
    const har = {
      log: { entries: [{ request: { headers, cookies, postData }, response: { 'set-cookie': 'SECRET' } }] },
    };
    const { bytes, count } = redactJson(Buffer.from(JSON.stringify(har)));
    expect(bytes.toString()).not.toContain('SECRET');
    expect(count).toBe(5);
    expect(JSON.parse(bytes.toString()).log.entries[0].request.headers[2]).toEqual({ name: 'Accept', value: '*/*' });
  });

  test('five megabytes of hostile text are read in linear time', () => {
    const hostile = Buffer.from(`"authorization": "${'\\'.repeat(2_000_000)}${'cookie'.repeat(300_000)}`);
    const began = performance.now();
    redactText(hostile);
    expect(performance.now() - began).toBeLessThan(20_000);
  });
});
