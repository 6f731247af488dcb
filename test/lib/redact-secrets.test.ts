import { describe, expect, test } from 'vitest';
import { redactJson, redactText } from '#lib/redact-secrets';

const text = (input: string): string => redactText(Buffer.from(input)).bytes.toString('utf8');
const json = (input: unknown): string => redactJson(Buffer.from(JSON.stringify(input))).bytes.toString('utf8');

describe('secrets in what is attached are found in any spelling', () => {
  test.each([
    ['digest', 'Authorization: Digest username="bob", realm="x", response="SECRET"\n'],
    ['a cookie of which one value is quoted', 'Cookie: a="1"; sid=SECRET\n'],
    ['a folded header', 'Cookie: a=1;\r\n sid=SECRET\r\nHost: x\r\n'],
    ['a folded header in a trace', '> Cookie: a=1;\n>   sid=SECRET\n> Host: x\n'],
    ['curl -b', "curl 'https://x.test' -b 'sid=SECRET'\n"],
    ['curl -b on a line of its own', "curl 'https://x.test' \\\n  -b 'sid=SECRET' \\\n  --compressed\n"],
    ['curl --cookie', "curl 'https://x.test' --cookie 'sid=SECRET'\n"],
    ['curl -H', "curl 'https://x.test' -H 'authorization: Bearer SECRET'\n"],
    ['curl -u', 'curl -su bob:SECRET https://x.test\n'],
    ['cells', 'Cookie,sid=SECRET\n'],
    ['quoted cells', '"Cookie";"a=1; sid=SECRET"\n'],
    ['a dictionary in single quotes', "{'Authorization': 'Bearer SECRET'}\n"],
    ['a value of two strings', "{'Authorization': 'Bearer ' 'SECRET'}\n"],
    ['a value in quotes', 'Cookie: "SECRET"\n'],
    ['columns', 'Cookie\tsid=SECRET\n'],
    ['capitals', 'COOKIE: SECRET\n'],
    ['the environment', 'HTTP_COOKIE=SECRET\n'],
    ['a program', "xhr.setRequestHeader('Authorization', 'Bearer SECRET')\n"],
    ['a yaml list', '- name: Cookie\n  value: sid=SECRET\n'],
    ['escaped json', 'body="{\\"authorization\\":\\"Bearer SECRET\\"}"\n'],
    ['json lines', '{"a":1}\n{"headers":[["Cookie","sid=SECRET"]]}\n'],
    ['a cookie jar', '# Cookies of curl\nx.test\tTRUE\t/\tFALSE\t0\tsid\tSECRET\n'],
  ])('in text: %s', (_, input) => {
    expect(text(input)).not.toContain('SECRET');
    expect(redactText(Buffer.from(input)).count).toBeGreaterThan(0);
  });

  test.each([
    ['pairs', { headers: [['Authorization', 'Bearer SECRET']] }],
    ['raw headers', { rawHeaders: ['Host', 'x', 'Cookie', 'sid=SECRET'] }],
    ['key and value', { header: [{ key: 'Authorization', value: 'Bearer SECRET', type: 'text' }] }],
    ['value before key', { header: [{ value: 'Bearer SECRET', key: 'authorization' }] }],
    ['capital Name and Value', { headers: [{ Name: 'Cookie', Value: 'sid=SECRET' }] }],
    ['a name with a space', { headers: [{ name: 'cookie ', value: 'sid=SECRET' }] }],
    ['several values', { headers: { 'Set-Cookie': ['a=SECRET', 'b=SECRET'] } }],
    ['cookies as a map', { cookies: { sid: 'SECRET' } }],
    ['cookies as a map of objects', { cookies: { sid: { value: 'SECRET', path: '/' } } }],
    ['cookies as a list of strings', { requestCookies: ['sid=SECRET'] }],
    ['digest in a string', { log: 'Authorization: Digest username="bob", response="SECRET"' }],
    ['headers in a string', { request: { headersText: 'Cookie: a="1"; sid=SECRET' } }],
    ['a document in a string', { body: JSON.stringify({ headers: [['Cookie', 'SECRET']] }) }],
  ])('in JSON: %s', (_, input) => {
    expect(json(input)).not.toContain('SECRET');
    expect(() => JSON.parse(json(input))).not.toThrow();
  });

  test('what follows a header at its own depth stays', () => {
    expect(text('Cookie: a\r\n b\r\nHost: x\r\n')).toBe('Cookie: [removed]\r\nHost: x\r\n');
    expect(text('> Cookie: a\n> Host: x\n')).toBe('> Cookie: [removed]\n> Host: x\n');
    expect(text('We cleared the cookie, then it worked.')).toBe('We cleared the cookie, then it worked.');
  });

  test('every other figure of a document stays as it was written', () => {
    const before = '{ "traceId": 12345678901234567890, "ms": 1.0, "request": {"Cookie": "sid=1"} }\n';
    expect(redactJson(Buffer.from(before)).bytes.toString('utf8')).toBe(before.replace('sid=1', '[removed]'));
  });

  test('a document of any depth is read', () => {
    const deep = Buffer.from(`${'['.repeat(100_000)}{"Cookie":"SECRET"}${']'.repeat(100_000)}`);
    expect(redactJson(deep).count).toBe(1);
  });

  test.each([
    ['spaces', `cookie: x\nname: cookie${' '.repeat(1_000_000)}\ncurl -b${' '.repeat(1_000_000)}\r\n`],
    ['empty lines', `cookie: x${'\n'.repeat(2_000_000)}`],
    ['names', 'name: cookie '.repeat(200_000)],
    ['quotes', `"cookie":"\\'cookie':'`.repeat(100_000)],
    ['one long value', `{"cookie":"${'\\"a'.repeat(1_000_000)}"`],
  ])('millions of %s are read in linear time', (_, input) => {
    const began = performance.now();
    redactText(Buffer.from(input));
    expect(performance.now() - began).toBeLessThan(20_000);
  });
});
