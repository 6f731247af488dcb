import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type CliResult, runCli } from '#test/support/run-cli';
import { type AssessOptions, runAssess } from '../../src/cli/assess.ts';

const dir = mkdtempSync(join(tmpdir(), 'outage-ledger-cli-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const GIVEN = { policy: 'google-workspace', month: '2026-06', lang: 'en' };
const GMAIL = { service: 'Gmail', startedAt: '2026-06-10T14:05:00Z', endedAt: '2026-06-10T14:49:00Z', state: 'down' };

function assess(stdin: unknown, ...more: string[]): Promise<CliResult> {
  const text = typeof stdin === 'string' ? stdin : JSON.stringify(stdin);
  return runCli(['assess', '--policy', 'google-workspace', '--month', '2026-06', '--outages', '-', ...more], text);
}

function write(name: string, text: string): string {
  const path = join(dir, name);
  writeFileSync(path, text);
  return path;
}

describe('assess', () => {
  test('prints one object per service and the total last, with the agreed keys', async () => {
    const { status, stdout, stderr } = await assess([GMAIL, { ...GMAIL, service: 'Classroom' }]);
    expect([status, stderr]).toEqual([0, '']);
    const lines = JSON.parse(stdout);
    expect(lines.map((line: { service: string; verdict: string }) => [line.service, line.verdict])).toEqual([
      ['Gmail', 'owed'],
      ['Classroom', 'not-owed'],
      [null, 'owed'],
    ]);
    expect(Object.keys(lines[0])).toEqual([
      'policy',
      'service',
      'verdict',
      'missing',
      'assumptions',
      'window',
      'downtime',
      'unknownMs',
      'uptime',
      'tier',
      'credit',
      'claimBy',
      'explanation',
    ]);
    expect(lines[0]).toMatchObject({
      policy: 'google-workspace',
      window: { start: '2026-06-01T00:00:00.000Z', end: '2026-07-01T00:00:00.000Z', zone: 'UTC', ms: 2_592_000_000 },
      downtime: {
        ms: 2_640_000,
        intervals: [{ start: '2026-06-10T14:05:00.000Z', end: '2026-06-10T14:49:00.000Z' }],
      },
      uptime: { exact: '2589360000/2592000000', percent: '99.898148' },
      tier: { below: '99.9', credit: 3 },
      credit: { unit: 'days', amount: 3 },
      claimBy: '2026-07-10',
    });
  });

  test('gives percent as percent, and reads a file beside where it was typed', async () => {
    const path = write(
      'outages.json',
      JSON.stringify([{ ...GMAIL, service: 'Jira', endedAt: '2026-06-10T15:05:00Z' }]),
    );
    const { stdout } = await runCli(['assess', '--policy', 'atlassian', '--month', '2026-06', '--outages', path]);
    expect(JSON.parse(stdout)[0]).toMatchObject({
      uptime: { percent: '99.861111' },
      tier: { below: '99.9', credit: 10 },
      credit: { unit: 'percent', amount: 10 },
      claimBy: '2026-07-15',
    });
  });

  test('names the missing fact of a small share of a degraded service', async () => {
    const { stdout } = await assess([{ ...GMAIL, state: 'degraded', share: 0.0032 }]);
    const [line] = JSON.parse(stdout);
    expect(line).toMatchObject({ verdict: 'depends', credit: { amount: 3 } });
    expect(line.missing).toEqual(["share of this domain's requests that failed (only more than 5 % is downtime)"]);
    expect(line.assumptions.join(' ')).toContain('The stated share (0.32 %)');
  });

  test('reads a Google document, open incidents and informations alike', async () => {
    const incident = {
      id: 'ours1',
      number: '1',
      begin: '2026-06-10T14:00:00+00:00',
      created: '2026-06-10T14:10:00+00:00',
      modified: '2026-06-10T15:00:00+00:00',
      end: '2026-06-10T15:00:00+00:00',
      external_desc: 'Written for this test',
      status_impact: 'SERVICE_OUTAGE',
      severity: 'high',
      affected_products: [{ title: 'Gmail', id: 'prPt2Yra2CbGsbEm9cpC' }],
      updates: [],
      uri: 'incidents/ours1',
    };
    const document = [
      incident,
      { ...incident, id: 'ours2', status_impact: 'SERVICE_INFORMATION', severity: 'low' },
      { ...incident, id: 'ours3', begin: '2026-06-30T22:00:00+00:00', end: null },
    ];
    const { stdout } = await assess(document, '--as-of', '2026-06-30T23:00:00Z');
    const [gmail, total] = JSON.parse(stdout);
    expect(gmail).toMatchObject({ service: 'Gmail', verdict: 'owed', downtime: { ms: 7_200_000 } });
    expect(total.service).toBeNull();
  });

  test('reads a Statuspage document', async () => {
    const component = { id: 'c1', name: 'Jira', status: 'operational' };
    const document = {
      page: { id: 'p1', name: 'Ours', url: 'https://status.example.com' },
      incidents: [
        {
          id: 's1',
          name: 'Written for this test',
          status: 'resolved',
          impact: 'critical',
          created_at: '2026-06-10T14:00:00Z',
          started_at: '2026-06-10T14:00:00Z',
          updated_at: '2026-06-10T16:00:00Z',
          resolved_at: '2026-06-10T16:00:00Z',
          shortlink: 'https://status.example.com/s1',
          components: [component],
          incident_updates: [],
        },
      ],
    };
    const args = ['assess', '--policy', 'atlassian', '--month', '2026-06', '--outages', '-'];
    const { stdout, status } = await runCli(args, JSON.stringify(document));
    expect(status).toBe(0);
    expect(JSON.parse(stdout)[0]).toMatchObject({ service: 'Jira', downtime: { ms: 7_200_000 } });
  });

  test('reports one service, even when nothing happened to it', async () => {
    const { stdout } = await assess([GMAIL], '--service', 'Drive');
    const [line, total] = JSON.parse(stdout);
    expect(line).toMatchObject({ service: 'Drive', verdict: 'not-owed', uptime: { percent: '100.000000' } });
    expect(total).toMatchObject({ service: null, verdict: 'not-owed' });
  });

  test('takes an edited policy from a file', async () => {
    const policy = JSON.parse(
      readFileSync(new URL('../../db/policies/google-workspace.json', import.meta.url), 'utf8'),
    );
    policy.id = 'ours';
    policy.tiers[0].credit = '5';
    const path = write('ours.json', JSON.stringify(policy));
    const { stdout } = await runCli(
      ['assess', '--policy', path, '--month', '2026-06', '--outages', '-'],
      JSON.stringify([GMAIL]),
    );
    expect(JSON.parse(stdout)[0]).toMatchObject({ policy: 'ours', credit: { amount: 5 } });
  });

  test('prints the same for people, in English and in French', async () => {
    const english = await assess([GMAIL], '--text', '--as-of', '2026-07-02T00:00:00Z');
    expect(english.stdout).toContain('Gmail — 3 days owed · ask by 10 July 2026');
    expect(english.stdout).toContain('99.898148 %');
    const french = await assess([GMAIL], '--text', '--lang', 'fr', '--as-of', '2026-07-02T00:00:00Z');
    expect(french.stdout).toContain('Gmail — 3 jours dus · à demander avant la fin du 10 juillet 2026');
    expect(french.stdout).toContain('99,898148\u202f%');
    expect(french.stdout).not.toMatch(/[^─] [;:!?%»](\s|$)/);
  });

  test('lets no control character of a name through to the terminal', async () => {
    const { stdout } = await assess([{ ...GMAIL, service: 'Gm\u001b[31mail' }], '--text');
    expect(stdout).not.toContain('\u001b');
  });

  test('assesses a hundred thousand rows', async () => {
    const start = Date.UTC(2026, 5, 1);
    const rows = Array.from({ length: 100_000 }, (_, index) => ({
      service: `Service ${index % 10}`,
      startedAt: new Date(start + index * 1_000).toISOString(),
      endedAt: new Date(start + index * 1_000 + 500).toISOString(),
      state: 'down',
    }));
    const path = write('many.json', JSON.stringify(rows));
    const { status, stdout } = await runCli([
      ...['assess', '--policy', 'atlassian', '--month', '2026-06', '--outages', path],
    ]);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)[0].downtime.ms).toBe(10_000 * 500);
  });
});

describe('a mistake', () => {
  const row = (change: object): string => JSON.stringify([GMAIL, { ...GMAIL, ...change }]);
  const { endedAt: _, ...withoutEnd } = GMAIL;

  test.each<[string, string, string]>([
    ['text that is no JSON', '[{]', '“FILE” is not valid JSON: unexpected "]" in line 1, column 3.'],
    ['nothing', '', '“FILE” is not valid JSON: it is empty.'],
    ['a number', '7', '“FILE” is neither a list of outages nor a Google or Statuspage incidents document.'],
    [
      'a list of words',
      '["down"]',
      '“FILE”, row 1: is not an object such as {"service": "Gmail", "startedAt": "…", …}.',
    ],
    [
      'an end before the start',
      row({ endedAt: '2026-06-10T14:00:00Z' }),
      '“FILE”, row 2: “endedAt” is before “startedAt”.',
    ],
    ['a missing end', JSON.stringify([withoutEnd]), '“FILE”, row 1: “endedAt” is missing (write null while it lasts).'],
    [
      'a time without offset',
      row({ startedAt: '2026-06-10T14:05:00' }),
      '“FILE”, row 2: “startedAt” “2026-06-10T14:05:00” is not a time with its offset, such as "2026-06-10T14:05:00Z" or "2026-06-10T14:05:00+02:00".',
    ],
    [
      'a day that does not exist',
      row({ startedAt: '2026-02-30T00:00:00Z' }),
      '“FILE”, row 2: “startedAt” “2026-02-30T00:00:00Z” is not a time with its offset, such as "2026-06-10T14:05:00Z" or "2026-06-10T14:05:00+02:00".',
    ],
    [
      'a share above one',
      row({ share: 5 }),
      '“FILE”, row 2: “share” must not be above 1: it is a share, 5 percent is 0.05.',
    ],
    ['a negative share', row({ share: -0.1 }), '“FILE”, row 2: “share” must not be below 0.'],
    [
      'an unknown state',
      row({ state: 'up' }),
      '“FILE”, row 2: “state” must be down, degraded, information, unknown or maintenance.',
    ],
    ['an unknown surface', row({ surface: 'smtp' }), '“FILE”, row 2: “surface” must be web, protocol, mobile or api.'],
    ['an empty service', row({ service: ' ' }), '“FILE”, row 2: “service” must not be empty.'],
    [
      'an epoch number',
      row({ startedAt: 1_781_100_000 }),
      '“FILE”, row 2: “startedAt” must be a time in quotes, such as "2026-06-10T14:05:00Z".',
    ],
  ])('%s is one sentence', async (_name, text, sentence) => {
    const outages = write('wrong.json', text);
    await expect(runAssess({ ...GIVEN, outages })).rejects.toThrow(sentence.replace('FILE', outages));
  });

  test.each<[string, Partial<AssessOptions>, string]>([
    [
      'an unknown policy',
      { policy: 'nope' },
      'There is no policy “nope”; choose atlassian, aws-ec2, aws-s3, azure-vm, github-enterprise, google-cloud-compute, google-cloud-interconnect, google-workspace, microsoft-365, slack, zoom, or give the path of a policy file.',
    ],
    [
      'a policy file that is not there',
      { policy: './nope.json' },
      'The file “./nope.json” cannot be read: it does not exist.',
    ],
    ['a month that does not exist', { month: '2026-13' }, '“2026-13” is not a month; write one such as 2026-06.'],
    [
      'a zone that does not exist',
      { zone: 'Mars/Olympus' },
      '“Mars/Olympus” is not a time zone; write one such as UTC or America/Los_Angeles.',
    ],
    [
      'a vague time',
      { asOf: 'yesterday' },
      '“yesterday” is not a time with its offset; write one such as 2026-06-10T14:05:00Z.',
    ],
    ['a folder', { outages: tmpdir() }, `The file “${tmpdir()}” cannot be read: it is a folder.`],
    ['an unknown language', { lang: 'de' }, '“de” is not a language printed here; choose en or fr.'],
    ['an empty service', { service: ' ' }, 'The name after --service is empty.'],
    [
      'a mistyped service',
      { policy: 'google-workspace', service: 'Gmial' },
      'Neither the policy nor the outages name a service “Gmial”; the policy covers Gmail, Calendar,',
    ],
  ])('%s is one sentence', async (_name, options, sentence) => {
    const outages = write('none.json', '[]');
    await expect(runAssess({ ...GIVEN, outages, ...options })).rejects.toThrow(sentence);
  });

  test('leaves nothing on standard output, one line on standard error and exit status 2', async () => {
    const wrong = await assess([{ ...GMAIL, endedAt: '2026-06-10T14:00:00Z' }]);
    const sentence = 'Standard input, row 1: “endedAt” is before “startedAt”.';
    expect(wrong).toEqual({ status: 2, stdout: '', stderr: `${sentence}\n` });
  });

  test.each([
    [['--policy', 'aws-s3', '--month', '2026-06'], 'Required option --outages <file|-> not specified.'],
    [
      ['--policy', 'aws-s3', '--month', '2026-06', '--outages', '-', '--zon', 'UTC'],
      'Unknown option --zon (Did you mean --zone?).',
    ],
  ])('in the options themselves is one sentence too: %j', async (args, sentence) => {
    expect(await runCli(['assess', ...args])).toEqual({ status: 2, stdout: '', stderr: `${sentence}\n` });
  });
});
