import SqliteDatabase from 'better-sqlite3';
import { expect, test } from 'vitest';
import { keepStatements } from '#db/sqlite-statements';

const open = () => {
  const file = new SqliteDatabase(':memory:');
  file.exec('create table t (x); insert into t values (1), (2)');
  return { file, database: keepStatements(file) };
};

test('a statement is prepared once', () => {
  const { database } = open();
  expect(database.prepare('select * from t')).toBe(database.prepare('select * from t'));
});

test('a kept statement shows the columns of a schema that changed meanwhile', () => {
  const { file, database } = open();
  const all = () => database.prepare('select * from t where x = 1').all([]);
  expect(all()).toEqual([{ x: 1 }]);
  file.exec('alter table t add column y default 7');
  expect(all()).toEqual([{ x: 1, y: 7 }]);
});

test('one that is being read row by row does not stand in the way of another reading', () => {
  const { database } = open();
  const sql = 'select x from t order by x';
  const first = database.prepare(sql).iterate([]);
  expect(first[Symbol.iterator]().next().value).toEqual({ x: 1 });
  expect(database.prepare(sql).all([])).toEqual([{ x: 1 }, { x: 2 }]);
});

test('only so many are kept: those long unused are prepared anew', () => {
  const { database } = open();
  const first = database.prepare('select 1 from t');
  for (let number = 0; number < 1_000; number += 1) database.prepare(`select ${number} as n from t`);
  expect(database.prepare('select 1 from t')).not.toBe(first);
  expect(database.prepare('select 1 from t').all([])).toHaveLength(2);
});
