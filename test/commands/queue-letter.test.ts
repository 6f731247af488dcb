import { expect, test } from 'vitest';
import { queueLetter, queueOperatorLetter } from '#commands/queue-letter';
import { queueMail } from '#commands/queue-mail';
import { rememberSite } from '#commands/remember-site';
import type { Db } from '#db/connect';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { addOperator } from '#test/support/people-rows';

onEachDatabase('letters', (database) => {
  const context = () => testContext(database.db, new TestClock());

  test('an address that smuggles a second receiver or header is refused', async () => {
    const hostile = [
      'b@y.test\r\nBcc: evil@z.test',
      'b@y.test\nSubject: x',
      'b@y.test, evil@z.test',
      'b@y.test;evil@z.test',
      'B <b@y.test>',
      '"b@y.test" <evil@z.test>',
      'group: b@y.test;',
      'b@y.test evil@z.test',
      'b@y.test\0',
      'b@y.test\u2028Bcc: evil@z.test',
      '(evil@z.test)b@y.test',
      '"a b"@y.test',
      'b@[127.0.0.1]',
      '@y.test',
      'b@',
      '',
    ];
    for (const to of hostile) {
      await expect(queueMail(context(), { to, subject: 'x', text: 'x' }), to).rejects.toMatchObject({
        code: 'invalid',
      });
    }
    for (const to of ['ada@example.com', "o'neil@example.com", 'a+b.c@mail.example.co.uk', 'root@localhost']) {
      await expect(queueMail(context(), { to, subject: 'x', text: 'x' }), to).resolves.toBeTypeOf('string');
    }
  });

  test('a subject is one line whatever a title holds', async () => {
    const id = await queueMail(context(), {
      to: 'ada@example.com',
      subject: 'Gmail\r\nBcc: evil@z.test\u2028\tdown',
      text: 'x',
    });
    expect((await message(database.db, id)).subject).toBe('Gmail Bcc: evil@z.test down');
  });

  test('a letter links to the address this installation was given, never to another', async () => {
    await rememberSite(context(), { name: 'Status of Ada', url: 'https://status.ada.test' });
    const id = await queueLetter(context(), {
      to: 'ada@example.com',
      lang: 'fr',
      letter: { kind: 'password-reset', path: '/reset/abc', expiresAt: 0 },
    });
    const mail = await message(database.db, id);
    expect(mail).toMatchObject({ subject: 'Choisir un nouveau mot de passe', confidential: true });
    expect(mail.text).toContain('https://status.ada.test/reset/abc');
    expect(mail.html).toContain('href="https://status.ada.test/reset/abc"');
  });

  test('an operator letter reaches those who hold the role and still have access, each once', async () => {
    await addOperator(database.db, { email: 'grace@example.com', roles: ['incidents', 'audit'] });
    await addOperator(database.db, { email: 'alan@example.com', roles: ['money'] });
    await addOperator(database.db, { email: 'gone@example.com', roles: ['incidents'], disabledAt: 1 });
    const before = await count(database.db);
    await queueOperatorLetter(context(), {
      role: 'incidents',
      letter: { kind: 'connection-lost', path: '/console', since: 0 },
    });
    expect(await count(database.db)).toBe(before + 1);
    const last = await database.db
      .selectFrom('delivery')
      .select(['address'])
      .where('address', '=', 'grace@example.com')
      .execute();
    expect(last).toHaveLength(1);
  });
});

async function message(db: Db, id: string) {
  const row = await db.selectFrom('delivery').select('message').where('id', '=', id).executeTakeFirstOrThrow();
  return JSON.parse(row.message);
}

async function count(db: Db): Promise<number> {
  const rows = await db.selectFrom('delivery').select('id').execute();
  return rows.length;
}
