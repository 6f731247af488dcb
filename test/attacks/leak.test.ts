import { randomUUIDv7 } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { onEachDatabase } from '#test/support/databases';
import { startSite } from '#test/support/site';
import { MARK, type Secrets, seedSecrets } from './leak-seeds.ts';

const PAGES = fileURLToPath(new URL('../../src/pages', import.meta.url));
/** Beside the files of src/pages: what the outer server answers by itself. */
const OTHER_OUTPUTS = [
  '/healthz',
  '/readyz',
  '/favicon.svg',
  '/no-such-page',
  '/fr/no-such-page',
  '/sitemap.xml',
  '/robots.txt',
  '//',
  '/%00',
];

/** Every route there is, from the file system: a page that is added later is walked without being named here. */
const ROUTES = listFiles(PAGES)
  .map((file) => relative(PAGES, file))
  .filter((file) => !file.split('/').some((part) => part.startsWith('_')))
  .map((file) => `/${file.replace(/\.(astro|ts)$/, '').replace(/(^|\/)index$/, '')}`)
  .map((route) => (route.length > 1 && route.endsWith('/') ? route.slice(0, -1) : route));
const FIXED = ROUTES.filter((route) => !route.includes('['));
const DYNAMIC = ROUTES.filter((route) => route.includes('['));

onEachDatabase('what is not public', (database) => {
  let site: Awaited<ReturnType<typeof startSite>>;
  let secrets: Secrets;
  beforeAll(async () => {
    secrets = await seedSecrets(database.db);
    site = await startSite(database);
  });
  afterAll(() => site.stop());

  test('is marked in every text column of the tables that pages could read', async () => {
    expect(secrets.unmarkedColumns).toEqual([]);
  });

  test('stands in no answer to a visitor, on any route in any language', async () => {
    const paths = [
      ...FIXED,
      ...OTHER_OUTPUTS,
      ...DYNAMIC.flatMap((route) => fill(route, [...secrets.visible, ...secrets.hidden])),
    ];
    for (const path of paths) {
      const { text, status } = await visit(path);
      // A page may say back what it was asked for.
      const asked = secrets.hidden.filter((value) => path.includes(value));
      const told = asked.reduce((rest, value) => rest.replaceAll(value, ''), text);
      const leaked = [MARK, ...secrets.hidden].filter((secret) => told.includes(secret));
      expect(leaked, `${path} (${status})`).toEqual([]);
    }
  });

  test('has an id that is answered like one that never was', async () => {
    const never = randomUUIDv7();
    for (const route of DYNAMIC) {
      const [unknownPath = ''] = fill(route, [never]);
      const unknown = await visit(unknownPath);
      for (const value of secrets.hidden) {
        const [path = ''] = fill(route, [value]);
        const hidden = await visit(path);
        expect(hidden.status, path).toBe(unknown.status);
        expect(hidden.text.replaceAll(value, '?'), path).toBe(unknown.text.replaceAll(never, '?'));
      }
    }
  });

  test('leaves what is public where it is', async () => {
    const home = await visit('/');
    expect(home.text).toContain(secrets.publicName);
    expect((await visit(`/incidents/${secrets.publicIncidentId}`)).status).toBe(200);
    expect((await visit('/history.atom')).text).toContain(secrets.publicIncidentId);
  });

  /** Body and headers as one text, without what differs between two visits. */
  async function visit(path: string): Promise<{ status: number; text: string }> {
    const response = await fetch(site.url + path, { redirect: 'manual' });
    const headers = [...response.headers].filter(([name]) => !['date', 'content-length', 'etag'].includes(name));
    return {
      status: response.status,
      text: `${headers.map((header) => header.join(': ')).join('\n')}\n${await response.text()}`,
    };
  }
});

function fill(route: string, values: readonly string[]): string[] {
  return values.map((value) => route.replaceAll(/\[(?:\.\.\.)?\w+\]/g, value));
}

function listFiles(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return listFiles(path);
    return /\.(astro|ts)$/.test(name) ? [path] : [];
  });
}
