import type { Language } from '#domain/words';

/** Typographic spaces as plain ones where they would only get in the way of searching: French keeps its own. */
export function plainSpaces(text: string, lang: Language): string {
  return lang === 'fr' ? text : text.replace(/[\u202f\u00a0]/g, ' ');
}

/** Text from outside for a terminal: no control characters, which could move the cursor or hide what stands there. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
}

/** Breaks a paragraph into lines of at most `width` after its head, the later ones indented as far. */
export function wrapText(head: string, text: string, width: number): string {
  const hang = ' '.repeat(head.length);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (head.length + longer.length > width && line !== '') {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, line].map((one, index) => (index === 0 ? head : hang) + one).join('\n');
}
