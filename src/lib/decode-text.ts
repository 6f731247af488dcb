/** The text of an answer in the character set that it names; UTF-8 where it names none, or one that nobody knows. */
export function decodeText(bytes: Buffer, contentType: string | undefined): string {
  const label = /;\s*charset\s*=\s*["']?([\w.:-]{1,40})/i.exec(contentType ?? '')?.[1] ?? 'utf-8';
  return decoderOf(label).decode(bytes);
}

function decoderOf(label: string): TextDecoder {
  try {
    return new TextDecoder(label);
  } catch {
    return new TextDecoder();
  }
}
