import { expect, test } from 'vitest';
import { ownOrigins, refuseCrossSite } from '#server/cross-site-guard';

const PUBLIC = ['https://status.example.com'];

function isRefused(
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  origins: readonly string[] = PUBLIC,
): boolean {
  return refuseCrossSite({ method, path, header: (name) => headers[name] }, origins) !== undefined;
}

test('with PUBLIC_URL set no other name is trusted, without it the names of this machine are', () => {
  const config = { publicUrl: 'http://127.0.0.1:4321', port: 4321 };
  expect(ownOrigins({ ...config, publicUrl: 'https://status.example.com', publicUrlGiven: true })).toEqual(PUBLIC);
  expect(ownOrigins({ ...config, publicUrlGiven: false })).toEqual(
    expect.arrayContaining(['http://localhost:4321', 'http://127.0.0.1:4321', 'http://[::1]:4321']),
  );
});

test('reading is never refused', () => {
  for (const method of ['GET', 'HEAD', 'OPTIONS']) expect(isRefused(method, '/portal', { origin: 'null' })).toBe(false);
});

test('a forged Sec-Fetch-Site does not make a foreign Origin one’s own', () => {
  expect(isRefused('POST', '/portal', { 'sec-fetch-site': 'same-origin', origin: 'https://evil.example' })).toBe(true);
});

test('a bearer key passes at the API alone, and must be there', () => {
  const foreign = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
  expect(isRefused('POST', '/api/v1/incidents', { ...foreign, authorization: 'Bearer k' })).toBe(false);
  expect(isRefused('POST', '/api/v1/incidents', { ...foreign, authorization: 'Bearer ' })).toBe(true);
  expect(isRefused('POST', '/api/v1/incidents', { ...foreign, authorization: 'Basic k' })).toBe(true);
  expect(isRefused('POST', '/apix', { ...foreign, authorization: 'Bearer k' })).toBe(true);
});

test('a mail program may unsubscribe in one click, and do nothing else', () => {
  expect(isRefused('POST', '/unsubscribe/aaaaaaaaaaaaaaaaaaaaaa', {})).toBe(false);
  expect(isRefused('DELETE', '/unsubscribe/aaaaaaaaaaaaaaaaaaaaaa', {})).toBe(true);
  expect(isRefused('POST', '/unsubscribe/aaaaaaaaaaaaaaaaaaaaaa/../portal', {})).toBe(true);
  expect(isRefused('POST', '/unsubscribe/', {})).toBe(true);
});
