import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isProbeCause } from '#domain/watching/probe-cause';
import { checkPolicy } from '#lib/address-policy';
import { type DnsAnswer, serveDns, wireName } from '#test/support/dns-server';
import { freePort } from '#test/support/global-setup';
import { neverResolving, runProbe, type Target } from '#test/support/probing';

const ANSWERS: Readonly<Record<string, DnsAnswer>> = {
  'www.example.test': { records: [Buffer.from([192, 0, 2, 1]), Buffer.from([192, 0, 2, 2])] },
  'six.example.test': { type: 'AAAA', records: [Buffer.from('20010db8000000000000000000000001', 'hex')] },
  'alias.example.test': { type: 'CNAME', records: [wireName('WWW.example.test')] },
  'example.test': { type: 'MX', records: [Buffer.concat([Buffer.from([0, 10]), wireName('mail.example.test')])] },
  '_dmarc.example.test': {
    type: 'TXT',
    records: [Buffer.concat([Buffer.from('\u0009v=DMARC1;'), Buffer.from('\u0007 p=none')])],
  },
  '_imaps._tcp.example.test': {
    type: 'SRV',
    records: [Buffer.concat([Buffer.from([0, 1, 0, 2, 3, 225]), wireName('mail.example.test')])],
  },
  'caa.example.test': { type: 'CAA', records: [Buffer.from('\u0000\u0005issueca.example')] },
  'gone.example.test': { rcode: 'NXDOMAIN' },
  'broken.example.test': { rcode: 'SERVFAIL' },
  'private.example.test': { rcode: 'REFUSED' },
  'empty.example.test': {},
};

async function check(target: Target, timeoutMs = 4_000) {
  const resolverPort = target['resolverPort'] ?? (await serveDns((name) => ANSWERS[name.toLowerCase()]));
  return runProbe('dns', { resolver: '127.0.0.1', ...target, resolverPort }, { timeoutMs });
}

describe('records of a name', () => {
  test.each([
    ['www.example.test', 'A', ['192.0.2.2', '192.0.2.1']],
    ['six.example.test', 'AAAA', ['2001:DB8:0::1']],
    ['alias.example.test', 'CNAME', ['www.example.test.']],
    ['example.test', 'MX', ['10 mail.example.test']],
    ['_dmarc.example.test', 'TXT', ['v=DMARC1; p=none']],
    ['_imaps._tcp.example.test', 'SRV', ['1 2 993 mail.example.test']],
    ['caa.example.test', 'CAA', ['0 issue ca.example']],
  ])('%s %s are compared as %o', async (name, type, values) => {
    expect(await check({ name, type, expect: values })).toMatchObject({ ok: true });
    expect(await check({ name, type, expect: ['other'] })).toMatchObject({ ok: false, cause: 'dns-wrong-value' });
    expect(await check({ name, type })).toMatchObject({ ok: true });
  });

  test.each([
    [['192.0.2.1'], 'exactly', false],
    [['192.0.2.1'], 'all', true],
    [['192.0.2.1', '192.0.2.9'], 'all', false],
    [['192.0.2.1', '192.0.2.9'], 'any', true],
    [['192.0.2.8', '192.0.2.9'], 'any', false],
  ])('%o compared %s: %s', async (values, compare, ok) => {
    expect(await check({ name: 'www.example.test', expect: values, compare })).toMatchObject({ ok });
  });
});

describe('failures are told apart', () => {
  test.each([
    ['gone.example.test', 'dns-no-name'],
    ['broken.example.test', 'dns-server-failed'],
    ['private.example.test', 'dns-server-refused'],
    ['empty.example.test', 'dns-no-record'],
  ])('%s is %s', async (name, cause) => {
    expect(await check({ name })).toMatchObject({ ok: false, cause, detail: expect.stringContaining(name) });
  });

  test('a server that does not answer, one that is not there, and one whose name never resolves', async () => {
    expect(await check({ name: 'silent.example.test' }, 200)).toMatchObject({ ok: false, cause: 'timeout' });
    expect(await check({ name: 'x.test', resolverPort: await freePort() })).toMatchObject({
      ok: false,
      cause: 'refused',
    });
    const circumstances = { timeoutMs: 150, resolve: neverResolving };
    expect(await runProbe('dns', { name: 'x.test', resolver: 'ns.test' }, circumstances)).toMatchObject({
      cause: 'timeout',
    });
  });

  test('a chosen server whose address is forbidden is never asked', async () => {
    let asked = 0;
    const resolverPort = await serveDns(() => {
      asked += 1;
      return undefined;
    });
    for (const resolver of ['127.0.0.1', '127.1', '0x7f.1', '2130706433', '::ffff:127.0.0.1', 'ns.test']) {
      const resolve = async () => [
        { address: '93.184.216.34', family: 4 },
        { address: '127.0.0.1', family: 4 },
      ];
      const target = { name: 'x.test', resolver, resolverPort };
      expect(await runProbe('dns', target, { policy: checkPolicy([]), resolve }), resolver).toMatchObject({
        ok: false,
        cause: 'address-refused',
      });
    }
    expect(asked).toBe(0);
  });
});

test('whatever a name server answers, the result has a known cause within the deadline', async () => {
  let bytes = Buffer.alloc(0);
  const resolverPort = await serveDns(() => bytes);
  const flags = fc.constantFrom([0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0], [0x81, 0x80, 0, 1, 255, 255, 0, 0, 0, 0], []);
  const type = fc.constantFrom('A', 'MX', 'TXT', 'SRV', 'CAA', 'SOA');
  await fc.assert(
    fc.asyncProperty(flags, fc.uint8Array({ maxLength: 100 }), type, async (start, rest, type) => {
      const question = Buffer.concat([wireName('x.test'), Buffer.from([0, 1, 0, 1])]);
      bytes = Buffer.concat([Buffer.from(start), question, rest]);
      const startedAt = performance.now();
      const result = await check({ name: 'x.test', type, resolverPort }, 60);
      if (!result.ok) expect(isProbeCause(result.cause)).toBe(true);
      expect(performance.now() - startedAt).toBeLessThan(20_000);
    }),
    { numRuns: 60 },
  );
});

test.each([{ name: 'a b' }, { name: '' }, { name: 'x..y' }, { type: 'ANY' }, { resolver: 'x/y' }, { compare: 'some' }])(
  'a target with %o is misconfigured',
  async (part) => {
    expect(await check({ name: 'x.test', ...part })).toMatchObject({ ok: false, cause: 'misconfigured' });
  },
);
