import { X509Certificate } from 'node:crypto';

/** A certificate of an authority, as a person tells it from others. */
export interface CertificateFact {
  readonly subject: string;
  /** Null where it signed itself. */
  readonly issuer: string | null;
  readonly fingerprint: string;
  readonly endsAt: number;
}

const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** The certificates of a PEM text; none where one of them cannot be read. */
export function certificateFacts(pem: string): readonly CertificateFact[] {
  try {
    return (pem.match(PEM) ?? []).map((text) => factOf(new X509Certificate(text)));
  } catch {
    return [];
  }
}

function factOf({ subject, issuer, fingerprint256, validToDate }: X509Certificate): CertificateFact {
  return {
    subject: onOneLine(subject),
    issuer: issuer === subject ? null : onOneLine(issuer),
    fingerprint: fingerprint256,
    endsAt: validToDate.getTime(),
  };
}

function onOneLine(name: string): string {
  return name.split('\n').join(', ');
}
