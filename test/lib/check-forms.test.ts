import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS, findMistakeInSettings } from '#domain/watching/check-settings';
import { readDraft } from '#lib/check-forms/draft';
import { readExpectationLine, writeExpectationLine } from '#lib/check-forms/expectation-line';
import { formOfKind } from '#lib/check-forms/form-of-kind';
import { settingsOfKind } from '#lib/check-forms/kind-settings';
import { wordsOfKind } from '#lib/check-forms/kind-words';
import { readSettingsForm, writeSettingsForm } from '#lib/check-forms/settings-form';
import { blankTargetForm, fieldName, readTargetForm, writeTargetForm } from '#lib/check-forms/target-form';
import { createCheckBox } from '#lib/check-secrets/check-box';
import { sealSecrets } from '#lib/check-secrets/sealed-secrets';
import { secretFields } from '#lib/check-secrets/target-secrets';
import { readTypedTarget } from '#lib/check-secrets/typed-target';
import { CHECK_TARGETS, isCheckKind } from '#lib/check-targets/check-target';

const KINDS = Object.keys(CHECK_TARGETS).filter(isCheckKind);

test.each(KINDS)('the kind %s has a form: its name in words, and a way to type every field', (kind) => {
  expect(wordsOfKind(kind).title).not.toBe(kind);
  const form = formOfKind(kind);
  expect(form.map(({ name }) => name)).toEqual(Object.keys(CHECK_TARGETS[kind].shape));
  for (const { label, input, choices } of form) {
    expect(label).toMatch(/^\p{Lu}/u);
    if (input === 'choice') expect(choices.length).toBeGreaterThan(1);
  }
});

test.each(KINDS)('secrets of the kind %s are typed as secrets and never written back', (kind) => {
  const hidden = formOfKind(kind).filter(({ input }) => input === 'secret' || input === 'secret-pairs');
  expect(hidden.map(({ name }) => name)).toEqual(secretFields(kind));
  const stored = Object.fromEntries(secretFields(kind).map((name) => [name, 'hunter2']));
  expect(JSON.stringify(writeTargetForm(kind, stored))).not.toContain('hunter2');
});

test.each(KINDS)('what the form of %s holds before anything is typed says only what holds anyway', (kind) => {
  const blank = readTargetForm(kind, blankTargetForm(kind));
  for (const [name, field] of Object.entries(CHECK_TARGETS[kind].shape)) {
    const { success, data } = field.safeParse(undefined);
    if (success) expect([name, field.safeParse(blank[name]).data ?? false]).toEqual([name, data ?? false]);
  }
});

test('a whole target goes through the form and comes out the same', () => {
  const target = {
    ...{ url: 'https://mail.example/', method: 'POST', headers: { Accept: 'text/html', 'X-A': 'b: c' }, body: 'a\nb' },
    ...{ codes: ['200-299', '401'], redirects: 0, latencyLimitMs: 900 },
    json: [
      { path: '$.status', equals: 'ok' },
      { path: '$.queue[0].length', below: 5 },
      { path: "$.parts[?@.name == 'web'].state", equals: '200' },
      { path: '$.error', exists: false },
    ],
  };
  const form = writeTargetForm('http', target);
  expect(form[fieldName('headers')]).toBe('Accept: text/html\nX-A: b: c');
  expect(readTargetForm('http', form)).toEqual(target);
});

test('an expectation of a JSON answer is one line, and a number in quotes stays a text', () => {
  expect(readExpectationLine('$.a equals "5"')).toEqual({ path: '$.a', equals: '5' });
  expect(readExpectationLine('$.a equals 5')).toEqual({ path: '$.a', equals: 5 });
  expect(writeExpectationLine({ path: '$.a', equals: '5' })).toBe('$.a equals "5"');
  expect(writeExpectationLine({ path: '$.a', equals: 'five' })).toBe('$.a equals five');
  expect(readExpectationLine('$.a is five')).toEqual({ path: '$.a is five' });
});

test('settings go through the form and come out the same', () => {
  const slow = { overMs: 2_000, untilMs: 1_600, percentile: 95, windowMs: 1_200_000, leastSamples: 20 };
  const settings = { ...DEFAULT_SETTINGS, name: 'Mail', intervalMs: 90_000, slow };
  expect(readSettingsForm(writeSettingsForm(settings))).toEqual(settings);
  expect(readSettingsForm({ ...writeSettingsForm(settings), intervalMs: 'often' }).intervalMs).toBeNaN();
});

test('a form that holds the secrets of another person, or rubbish, holds none', () => {
  const box = createCheckBox(['a key of the tests with many letters']);
  const held = sealSecrets(box, 'draft of ann for http', { token: 'abc' }) ?? '';
  const read = (actorId: string, text: string) => {
    const sent = new FormData();
    sent.set('held', text);
    sent.set('target.url', 'https://mail.example/');
    return readDraft(sent, { kind: 'http', box, actorId }).target['token'];
  };
  expect(read('ann', held)).toBe('abc');
  expect([read('bob', held), read('ann', '{"token":"x"}'), read('ann', 'rubbish')]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test('a secret that was typed earlier goes when it is removed, unless another one is typed', () => {
  const box = createCheckBox(['a key of the tests with many letters']);
  const held = sealSecrets(box, 'draft of ann for http', { password: 'abc', token: 'kept' }) ?? '';
  const read = (password: string) => {
    const sent = new FormData();
    for (const [name, text] of Object.entries({ held, drop: 'password', 'target.password': password })) {
      sent.set(name, text);
    }
    return readDraft(sent, { kind: 'http', box, actorId: 'ann' }).target;
  };
  expect([read('')['password'], read('')['token'], read('new')['password']]).toEqual([undefined, 'kept', 'new']);
});

test('half of a login is refused in a sentence that stands by itself', () => {
  expect(readTypedTarget('http', { url: 'https://mail.example/', password: 'abc' })).toMatchObject({
    errors: { password: 'This and username must both be there, or neither.' },
  });
});

test('the end of a line can be typed where a protocol needs one, and stands there again', () => {
  const typed = {
    'target.host': 'cache.test',
    'target.port': '6379',
    'target.send': 'PING\\r\\n',
    'target.expect': ' +PONG',
  };
  const target = readTargetForm('tcp', typed);
  expect(target).toMatchObject({ send: 'PING\r\n', expect: ' +PONG' });
  expect(writeTargetForm('tcp', target)).toMatchObject({ 'target.send': 'PING\\r\\n', 'target.expect': ' +PONG' });
  const odd = readTargetForm('tcp', { 'target.send': 'C:\\\\new\\x' });
  expect(odd).toMatchObject({ send: 'C:\\new\\x' });
});

test.each(KINDS)('what a new check of the kind %s begins with can be', (kind) => {
  expect(findMistakeInSettings({ ...settingsOfKind(kind), name: 'New' })).toBeUndefined();
});

test('a message gets the time that mail takes', () => {
  expect(settingsOfKind('round-trip')).toMatchObject({ timeoutMs: 120_000, intervalMs: 300_000 });
});

test('a box that was unticked stays so when the form is shown again', () => {
  const sent = new FormData();
  sent.set('target.host', 'grpc.test');
  sent.set('target.port', '50051');
  const draft = readDraft(sent, { kind: 'grpc', box: createCheckBox(['k'.repeat(32)]), actorId: 'ada' });
  expect(draft.target).toMatchObject({ tls: false });
  expect({ ...blankTargetForm('grpc'), ...draft.typed }).toMatchObject({ 'target.tls': '' });
});

test.each([
  ['$.a == foo', 'This has “==” where a comparison belongs: write “$.a equals …”.'],
  ["$.parts[?@.name == 'web'].state >= 3", 'This has “>=” where a comparison belongs'],
  ['$.a resembles foo', 'This has “resembles” where a comparison belongs: use one of equals, differs, above'],
  ['status equals ok', 'This has no path: “status” should begin with one such as $.status'],
  ['$.a', 'This must compare the value by one of equals, differs'],
  ['$.a above five', 'This must be a number.'],
])('the line “%s” of a JSON expectation is refused in words that say what is wrong with it', (line, sentence) => {
  const read = (lines: string) =>
    readTypedTarget('http', {
      url: 'https://mail.example/',
      ...readTargetForm('http', { [fieldName('url')]: 'https://mail.example/', [fieldName('json')]: lines }),
    });
  expect(read(line)).toMatchObject({ ok: false, errors: { json: expect.stringContaining(sentence) } });
  const second = sentence.replace(/^This/, 'Line 2');
  expect(read(`$.b equals 1\n${line}`)).toMatchObject({ errors: { json: expect.stringContaining(second) } });
});
