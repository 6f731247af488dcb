import type { ServerResponse } from 'node:http';
import type { Config } from '#config';

const BASELINE: Readonly<Record<string, string>> = {
  // Pages bring their own policy with the hashes of their scripts; everything else may do nothing at all.
  'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
};

const HSTS = 'max-age=31536000';

/** What stands on every response of this site unless a page sets the like itself. */
export function securityHeaders(config: Config): Readonly<Record<string, string>> {
  return config.publicUrl.startsWith('https:') ? { ...BASELINE, 'strict-transport-security': HSTS } : BASELINE;
}

/** Puts the baseline on a response, whoever writes it in the end; what a page sets itself takes its place. */
export function setSecurityHeaders(res: ServerResponse, headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
}
