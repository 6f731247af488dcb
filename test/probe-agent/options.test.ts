import { expect, test } from 'vitest';
import { readOptions } from '../../src/probe-agent/options.ts';

const TOKEN = 'x'.repeat(43);
const read = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  readOptions(['node', 'probe', ...args], env);

test('takes its settings from the command line, or else from its own environment', () => {
  const env = {
    PROBE_SERVER: 'https://a.example',
    PROBE_TOKEN: TOKEN,
    PROBE_ALLOW_CIDRS: '10.0.0.0/8',
    WITNESSES: 'none',
  };
  expect(read([], env)).toMatchObject({
    ...{ server: 'https://a.example', token: TOKEN, bufferFile: undefined },
    config: { probeAllowCidrs: ['10.0.0.0/8'], witnesses: [] },
  });
  expect(read(['--server', 'https://b.example/', '--buffer', 'file'], env)).toMatchObject({
    ...{ server: 'https://b.example', bufferFile: 'file' },
  });
});

test('never sends its token in the clear, but to this machine', () => {
  for (const server of [
    'http://a.example',
    'http://10.0.0.1',
    'http://127.0.0.1.example',
    'ftp://a.example',
    'a.example',
  ]) {
    expect(() => read(['--server', server, '--token', TOKEN]), server).toThrow();
  }
  for (const server of ['http://127.0.0.1:4321', 'http://localhost:4321', 'http://[::1]:4321']) {
    expect(read(['--server', server, '--token', TOKEN]).server).toBe(server);
  }
});

test('says what is missing or cannot be', () => {
  expect(() => read([])).toThrow('Say which server to report to');
  expect(() => read(['--server', 'https://a.example'])).toThrow('set PROBE_TOKEN');
  expect(() => read(['--server', 'https://a.example', '--token', 'short'])).toThrow('43 characters');
  expect(() => read(['--server', 'https://a.example/status', '--token', TOKEN])).toThrow('no address of a server');
});
