import type { PackLetter } from './write-pack.ts';

/** The letter as plain text for a form or a mail. */
export function packText({ opening, sections, closing }: PackLetter): string {
  const parts = sections.map(({ title, items }) =>
    [
      title.toUpperCase(),
      ...items.flatMap(({ text, details }) => [`- ${text}`, ...details.map((one) => `    ${one}`)]),
    ].join('\n'),
  );
  return [...opening, ...parts, closing.join('\n')].join('\n\n').concat('\n');
}
