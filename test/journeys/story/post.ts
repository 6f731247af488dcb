import { Webhook } from 'standardwebhooks';
import type { ReceivedMail } from '#test/support/mail-server';
import { until } from './until.ts';
import type { World } from './world.ts';

interface Event {
  readonly type: string;
  readonly data: { readonly incident?: { readonly title?: string } | null };
}

/** The next mail to an address whose text fits, as its reader sees the text. */
export function mailTo({ mail, site }: World, address: string, wanted: RegExp): Promise<string> {
  return until(
    `a mail to ${address} that fits ${wanted}`,
    () =>
      mail.mails
        .filter(({ to }) => to.includes(address))
        .map(readable)
        .find((text) => wanted.test(text)),
    { explain: () => [...mail.mails.map(({ to, raw }) => `${to}\n${raw}`), site.output()].join('\n') },
  );
}

/** The first event of a type that the receiver got, read only after its signature was verified with the secret. */
export function signedEvent({ hook, site }: World, secret: string, type: string): Promise<Event> {
  const verifier = new Webhook(secret);
  return until(
    `an event ${type}`,
    () => {
      const got = hook.received.find(({ body }) => JSON.parse(body).type === type);
      if (!got) return undefined;
      const headers = Object.fromEntries(Object.entries(got.headers).map(([name, value]) => [name, String(value)]));
      return verifier.verify(got.body, headers) as Event;
    },
    { explain: () => [...hook.received.map(({ body }) => body), site.output()].join('\n') },
  );
}

/** Quoted-printable undone: soft line breaks joined, octets as UTF-8. */
export function readable({ raw }: ReceivedMail): string {
  const joined = raw.replaceAll('=\r\n', '');
  return joined.replaceAll(/(?:=[0-9A-F]{2})+/g, (octets) =>
    Buffer.from(octets.replaceAll('=', ''), 'hex').toString('utf8'),
  );
}
