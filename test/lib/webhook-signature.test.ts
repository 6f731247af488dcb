import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { createSecretBox } from '#lib/secret-box';
import { newWebhookSecret, webhookHeaders } from '#lib/webhook-signature';

const nowSeconds = (): number => Math.floor(Date.now() / 1_000);
const body = '{"type":"incident.opened","timestamp":"2026-11-22T12:00:00.000Z","data":{"é":"😀"}}';

test('the test vector of Standard Webhooks is signed as published', () => {
  const headers = webhookHeaders({
    id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    atSeconds: 1614265330,
    body: '{"test": 2432232314}',
    secrets: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
  });
  expect(headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
});

test('the reference library accepts either secret of a rotation and refuses a changed body, id or time', () => {
  const [old, fresh, other] = [newWebhookSecret(), newWebhookSecret(), newWebhookSecret()];
  const headers = { ...webhookHeaders({ id: 'm1', atSeconds: nowSeconds(), body, secrets: [fresh, old] }) };
  for (const good of [old, fresh]) expect(new Webhook(good).verify(body, headers)).toEqual(JSON.parse(body));
  expect(() => new Webhook(other).verify(body, headers)).toThrow();
  expect(() => new Webhook(old).verify(`${body} `, headers)).toThrow();
  expect(() => new Webhook(old).verify(body, { ...headers, 'webhook-id': 'm2' })).toThrow();
  const later = { ...headers, 'webhook-timestamp': String(nowSeconds() + 1) };
  expect(() => new Webhook(old).verify(body, later)).toThrow();
});

test('the reference library refuses what is older or newer than five minutes', () => {
  const secret = newWebhookSecret();
  for (const offset of [-301, 301]) {
    const headers = { ...webhookHeaders({ id: 'm1', atSeconds: nowSeconds() + offset, body, secrets: [secret] }) };
    expect(() => new Webhook(secret).verify(body, headers)).toThrow(/too (old|new)/i);
  }
});

test('secrets are 32 random bytes in base64 behind whsec_', () => {
  const secrets = Array.from({ length: 50 }, newWebhookSecret);
  expect(new Set(secrets).size).toBe(50);
  for (const secret of secrets) expect(Buffer.from(secret.replace('whsec_', ''), 'base64')).toHaveLength(32);
});

test('a sealed secret opens under the same server secret and purpose alone, and only unchanged', () => {
  const box = createSecretBox('server secret', 'subscriptions');
  const sealed = box.seal('whsec_é');
  expect(box.open(sealed)).toBe('whsec_é');
  expect(box.seal('whsec_é')).not.toBe(sealed);
  expect(sealed).not.toContain('whsec');
  expect(() => createSecretBox('another secret', 'subscriptions').open(sealed)).toThrow();
  expect(() => createSecretBox('server secret', 'something else').open(sealed)).toThrow();
  const bytes = Buffer.from(sealed.slice(3), 'base64url');
  for (const at of [0, 12, bytes.length - 1]) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(() => box.open(`v1.${changed.toString('base64url')}`)).toThrow();
  }
  for (const broken of ['', 'v1.', 'v2.abc', 'plain']) expect(() => box.open(broken)).toThrow();
});
