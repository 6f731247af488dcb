import { createTransport } from 'nodemailer';
import type { Channel, Outcome } from '#domain/delivery-outcome';
import { isMailAddress } from '#domain/mail-address';

export interface MailMessage {
  /** The same over all attempts; part of the Message-ID. */
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string | null;
  /** Mails of one thread refer to the same root. */
  readonly thread: string | null;
}

export interface MailChannelOptions {
  readonly smtpUrl: string;
  readonly from: string;
  readonly fromName: string;
  /** The right side of Message-IDs. */
  readonly host: string;
}

export interface MailChannel extends Channel<MailMessage> {
  readonly close: () => void;
}

/** Sends over SMTP through a small pool; an address is passed as one bare address, never as text to be parsed. */
export function createMailChannel(options: MailChannelOptions): MailChannel {
  const transport = createTransport({
    url: options.smtpUrl,
    pool: true,
    maxConnections: 3,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
    dnsTimeout: 10_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    send: async (message, signal) => {
      if (!isMailAddress(message.to)) return refused('This is not one bare mail address.');
      try {
        await untilAborted(transport.sendMail(toSend(message, options)), signal);
        return { kind: 'sent', httpStatus: null, detail: null };
      } catch (error) {
        return judgeError(error);
      }
    },
    close: () => transport.close(),
  };
}

function toSend(message: MailMessage, { from, fromName, host }: MailChannelOptions) {
  const root = message.thread === null ? undefined : `<${message.thread}@${host}>`;
  return {
    from: { name: fromName, address: from },
    to: { name: '', address: message.to },
    subject: message.subject,
    text: message.text,
    ...(message.html === null ? {} : { html: message.html }),
    messageId: `<${message.id}@${host}>`,
    ...(root ? { references: [root], inReplyTo: root } : {}),
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** A server that says nothing is left behind: its connection ends by its own timeouts. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(new Error('The mail server did not answer in time.'));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** 5xx for this receiver or this text is final; a refused sign-in or greeting says nothing about the mail. */
function judgeError(error: unknown): Outcome {
  const detail = error instanceof Error ? error.message.slice(0, 500) : 'The mail could not be sent.';
  const { code, responseCode } = error as { readonly code?: unknown; readonly responseCode?: unknown };
  const final =
    typeof responseCode === 'number' && responseCode >= 500 && (code === 'EENVELOPE' || code === 'EMESSAGE');
  return final ? refused(detail) : { kind: 'failed', httpStatus: null, detail };
}

function refused(detail: string): Outcome {
  return { kind: 'refused', httpStatus: null, detail };
}
