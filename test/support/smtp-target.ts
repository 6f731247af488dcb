import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { onTestFinished } from 'vitest';
import { certificateOf } from './probing.ts';

/** A real SMTP server with STARTTLS and a login, until the test ends; `taken` are the messages it took. */
export async function serveSmtp(options: SMTPServerOptions = {}): Promise<{ port: number; taken: string[] }> {
  const taken: string[] = [];
  const server = new SMTPServer({
    ...certificateOf('good'),
    authOptional: true,
    logger: false,
    closeTimeout: 50,
    onAuth: ({ username, password }, _session, callback) => {
      if (username === 'probe' && password === 'secret') callback(null, { user: 'probe' });
      else callback(new Error(`no ${username} with ${password}`));
    },
    onData: (stream, _session, callback) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        taken.push(Buffer.concat(chunks).toString());
        callback();
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return { port: (server.server.address() as AddressInfo).port, taken };
}

/** The subject of a message as it came in. */
export function subjectOf(message: string): string {
  return /^Subject: (.*)$/m.exec(message)?.[1]?.trim() ?? '';
}
