import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '#test/support/browser';
import type { TestDatabase } from '#test/support/databases';
import { httpTarget, type Target } from '#test/support/http-target';
import { type MailServer, startMailServer } from '#test/support/mail-server';
import { type Receiver, startReceiver } from '#test/support/receiver';
import { startSite, type TestSite } from '#test/support/site';

/** Everything of a story that is not a person: the real process, and the servers it speaks with, all on this machine. */
export interface World {
  readonly site: TestSite;
  /** A folder for files of the story. */
  readonly folder: string;
  /** The catalogue, for the command line too. */
  readonly catalogue: string;
  readonly mail: MailServer;
  readonly hook: Receiver;
  /** What is watched: it answers 503 while broken, and its port stays open for the witness. */
  readonly watched: { broken: boolean };
  /** A person's own browser window; none shares cookies with another. */
  openWindow(): Promise<Page>;
  close(): Promise<void>;
}

const catalogueOf = (url: string): string => `groups:
  - slug: mail
    name: { en: Mail, fr: Messagerie }
    services:
      - slug: gmail
        name: Gmail
        provider: google-workspace
        providerKey: prPt2Yra2CbGsbEm9cpC
        checks:
          - slug: web
            name: Mailbox in the browser
            interval: 1s
            timeout: 2s
            failAfter: 2
            recoverAfter: 2
            http: { url: "${url}" }
`;

/** Starts it all; what was started is ended by `close`, also when the start itself fails. */
export async function openWorld(database: TestDatabase): Promise<World> {
  const ends: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const end of ends.reverse()) await end();
  };
  const owned = async <T>(starting: Promise<T>, end: (it: T) => Promise<unknown>): Promise<T> => {
    const it = await starting;
    ends.push(() => end(it));
    return it;
  };
  try {
    const folder = mkdtempSync(join(tmpdir(), 'outage-ledger-story-'));
    ends.push(async () => rmSync(folder, { recursive: true, force: true }));
    const watched = { broken: false };
    const target: Target = await owned(
      httpTarget((_request, response) => {
        response.writeHead(watched.broken ? 503 : 200).end(watched.broken ? 'broken' : 'fine');
      }),
      (it) => it.close(),
    );
    const mail = await owned(startMailServer(), (it) => it.stop());
    const hook = await owned(startReceiver(), (it) => it.stop());
    const catalogue = join(folder, 'catalogue.yaml');
    writeFileSync(catalogue, catalogueOf(target.url));
    const env = {
      ROLE: 'all',
      CATALOGUE: catalogue,
      SITE_NAME: 'Status of Alder School',
      SMTP_URL: mail.url,
      ALERT_WAIT_SECONDS: '1',
      PROBE_ALLOW_CIDRS: '127.0.0.0/8',
      WEBHOOK_ALLOW_CIDRS: '127.0.0.0/8',
      WITNESSES: `tcp://127.0.0.1:${target.port}`,
    };
    const site = await owned(startSite(database, { env }), (it) => it.stop());
    const browser: Browser = await owned(launchChromium(), (it) => it.close());
    const openWindow = async (): Promise<Page> => {
      const context = await browser.newContext({ baseURL: site.url, locale: 'en-GB', timezoneId: 'UTC' });
      context.setDefaultTimeout(20_000);
      return context.newPage();
    };
    return { site, folder, catalogue, mail, hook, watched, openWindow, close };
  } catch (error) {
    await close();
    throw error;
  }
}
