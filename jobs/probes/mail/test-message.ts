import type { TestMessage } from './smtp-talk.ts';

/** The word by which all test messages are found again. */
export const TEST_WORD = 'outageledgerprobe';

export interface NamedMessage extends TestMessage {
  /** The word by which this one is found again. */
  readonly word: string;
}

interface Writing {
  readonly from: string;
  readonly to: string;
  readonly sentAt: Date;
  /** 32 random hexadecimal digits. */
  readonly random: string;
}

/** A message that tells people and machines what it is, and that nobody answers automatically. */
export function writeTestMessage({ from, to, sentAt, random }: Writing): NamedMessage {
  const word = `probe${sentAt.getTime()}x${random}`;
  const domain = from.slice(from.lastIndexOf('@') + 1);
  const lines = [
    `Date: ${sentAt.toUTCString().replace('GMT', '+0000')}`,
    `From: <${from}>`,
    `To: <${to}>`,
    `Subject: ${TEST_WORD} ${word}`,
    `Message-ID: <${word}@${domain}>`,
    'Auto-Submitted: auto-generated',
    'X-Auto-Response-Suppress: All',
    'Precedence: bulk',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=us-ascii',
    '',
    'This message was sent by a health check to see whether mail works.',
    'It can be deleted. The check deletes it by itself where it reads the mailbox.',
  ];
  return { from, to, lines, word };
}

const OWN_SUBJECT = new RegExp(`\\b${TEST_WORD}\\s+probe(\\d{13})x[0-9a-f]{32}\\b`);
/** What programs put before the subject of a message that a person answered or passed on. */
const OF_A_PERSON = /(?:^|[\s\]])(?:re|aw|antw|sv|vs|fwd?|wg|tr|rv)\s*(?:\[\d{1,3}\])?\s*:/i;

/** When a test message with this subject was sent; undefined for any other message. */
export function sentAtOf(header: string): number | undefined {
  const subject = header.slice(header.search(/\bSubject:/i) + 8);
  const found = OWN_SUBJECT.exec(subject);
  if (!found || OF_A_PERSON.test(subject.slice(0, found.index))) return undefined;
  return Number(found[1]);
}
