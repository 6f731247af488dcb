import { randomUUIDv7 } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { advanceMaintenance } from '#commands/advance-maintenance';
import { cancelOccurrence, cancelSeries } from '#commands/cancel-maintenance';
import { editMaintenance } from '#commands/edit-maintenance';
import { endMaintenance } from '#commands/end-maintenance';
import { expandMaintenance } from '#commands/expand-maintenance';
import { moveOccurrence } from '#commands/move-occurrence';
import { type PlanMaintenanceInput, planMaintenance } from '#commands/plan-maintenance';
import { startMaintenance } from '#commands/start-maintenance';
import { listMaintenanceSpans } from '#db/queries/maintenance';
import { listServiceFacts } from '#db/queries/service-facts';
import { findService } from '#db/queries/services';
import type { Actor } from '#domain/actor';
import { OPERATORS } from '#domain/audience';
import { barWindow } from '#domain/status/day-bars';
import { serviceState } from '#domain/status/service-state';
import { DAY_MS, HOUR_MS, MINUTE_MS, toIso } from '#domain/time';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { addService } from '#test/support/rows';

const NOON = Date.parse('2026-11-22T12:00:00Z');
const operator = (...roles: ('incidents' | 'tickets' | 'money' | 'audit')[]): Actor => ({
  ...{ kind: 'operator', id: 'op', name: 'Olga', roles },
});

onEachDatabase('maintenance', (database) => {
  let clock: TestClock;
  let service: string;
  beforeEach(async () => {
    clock = new TestClock(NOON);
    service = await addService(database.db);
  });

  const ctx = (actor: Actor = operator('incidents')) => testContext(database.db, clock, actor);
  /** A clock that goes on while a command works, as real ones do. */
  const ticking = () => ({ ...ctx(), now: () => clock.at++ });
  const input = (given: Partial<PlanMaintenanceInput> = {}): PlanMaintenanceInput => ({
    titles: { en: 'Drive storage move', fr: 'Déménagement du stockage' },
    descriptions: {},
    serviceIds: [service],
    zone: 'UTC',
    startsLocal: '2026-11-28T02:00',
    durationMinutes: 120,
    rrule: null,
    skippedDays: [],
    submissionKey: randomUUIDv7(),
    ...given,
  });
  const plan = async (given: Partial<PlanMaintenanceInput> = {}) =>
    (await planMaintenance(ctx(), input(given))).maintenanceId;
  const occurrences = (maintenanceId: string) =>
    database.db
      .selectFrom('maintenanceOccurrence')
      .selectAll()
      .where('maintenanceId', '=', maintenanceId)
      .orderBy('plannedLocal')
      .orderBy('createdAt')
      .orderBy('id')
      .execute();
  const only = async (maintenanceId: string) => {
    const [occurrence, ...more] = await occurrences(maintenanceId);
    expect(more).toEqual([]);
    if (!occurrence) throw new Error('There is an occurrence.');
    return occurrence;
  };
  /** What stands announced of the service: from, to, and the moment it was told. */
  const announced = async (of = service, from = 0) =>
    (await listMaintenanceSpans(database.db, { serviceIds: [of], from, to: Number.MAX_SAFE_INTEGER })).map((span) =>
      [span.startedAt, span.endedAt, span.announcedAt].map((at) => toIso(at).slice(5, 16)),
    );

  test('what happens once is announced now, and sent twice it is one', async () => {
    const given = input();
    await planMaintenance(ctx(), given);
    clock.advance(HOUR_MS);
    await planMaintenance(ctx(), given);
    expect(await announced()).toEqual([['11-28T02:00', '11-28T04:00', '11-22T12:00']]);
  });

  test('a later end is announced later, an earlier one withdraws the rest, and coming back does not bring the old moment back', async () => {
    const maintenanceId = await plan();
    const edit = (revision: number, durationMinutes: number) =>
      editMaintenance(ctx(), { ...input({ durationMinutes }), maintenanceId, revision });
    clock.advance(HOUR_MS);
    await edit(1, 180);
    const longer = [
      ['11-28T02:00', '11-28T04:00', '11-22T12:00'],
      ['11-28T04:00', '11-28T05:00', '11-22T13:00'],
    ];
    expect(await announced()).toEqual(longer);
    clock.advance(HOUR_MS);
    await edit(2, 60);
    expect(await announced()).toEqual([['11-28T02:00', '11-28T03:00', '11-22T12:00']]);
    clock.advance(HOUR_MS);
    await edit(3, 120);
    expect(await announced()).toEqual([
      ['11-28T02:00', '11-28T03:00', '11-22T12:00'],
      ['11-28T03:00', '11-28T04:00', '11-22T15:00'],
    ]);
    await expect(edit(3, 90)).rejects.toMatchObject({ code: 'conflict' });
  });

  test('a command stands at one moment, though the clock goes on while it works', async () => {
    const { maintenanceId } = await planMaintenance(ticking(), input({ rrule: 'FREQ=DAILY;COUNT=3' }));
    const change = { ...input({ rrule: 'FREQ=DAILY;COUNT=3', durationMinutes: 60 }), maintenanceId };
    await editMaintenance(ticking(), { ...change, revision: 1 });
    const [first, second] = await occurrences(maintenanceId);
    await startMaintenance(ticking(), { occurrenceId: first?.id ?? '' });
    await endMaintenance(ticking(), { occurrenceId: first?.id ?? '', endedAt: null, reason: 'Done.' });
    await moveOccurrence(ticking(), {
      ...{ occurrenceId: second?.id ?? '', startsLocal: '2026-11-29T02:30', durationMinutes: 30 },
    });
    // A clock that runs behind, in another process, writes nothing before what was written.
    clock.at -= HOUR_MS;
    await cancelOccurrence(ticking(), { occurrenceId: second?.id ?? '', reason: 'No.' });
    expect(await announced(service, NOON + DAY_MS)).toHaveLength(1);
  });

  test('moved away and back again, it is announced anew', async () => {
    const maintenanceId = await plan();
    const move = (revision: number, startsLocal: string) =>
      editMaintenance(ctx(), { ...input({ startsLocal }), maintenanceId, revision });
    clock.advance(HOUR_MS);
    await move(1, '2026-11-29T02:00');
    clock.advance(HOUR_MS);
    await move(2, '2026-11-28T02:00');
    expect(await announced()).toEqual([['11-28T02:00', '11-28T04:00', '11-22T14:00']]);
    expect((await only(maintenanceId)).plannedLocal).toBe('2026-11-28T02:00');
  });

  test('a service that is added is told now, one that is left out keeps what has passed', async () => {
    const other = await addService(database.db);
    const maintenanceId = await plan();
    clock.at = Date.parse('2026-11-28T03:00:00Z');
    await advanceMaintenance(ctx());
    await editMaintenance(ctx(), { ...input({ serviceIds: [other] }), maintenanceId, revision: 1 });
    expect(await announced()).toEqual([['11-28T02:00', '11-28T03:00', '11-22T12:00']]);
    expect(await announced(other)).toEqual([['11-28T03:00', '11-28T04:00', '11-28T03:00']]);
  });

  test('it begins and ends by itself at the announced times', async () => {
    const maintenanceId = await plan();
    const stageAt = async (time: string) => {
      clock.at = Date.parse(time);
      await advanceMaintenance(ctx());
      return (await only(maintenanceId)).stage;
    };
    expect(await stageAt('2026-11-28T01:59:59Z')).toBe('scheduled');
    expect(await stageAt('2026-11-28T02:00:00Z')).toBe('in-progress');
    expect(await stageAt('2026-11-28T04:00:00Z')).toBe('done');
    expect(await only(maintenanceId)).toMatchObject({ startedAt: null, endedAt: null });
  });

  test('begun early, the time before its announced start is told without notice', async () => {
    const { id } = await only(await plan());
    clock.at = Date.parse('2026-11-28T01:30:00Z');
    await startMaintenance(ctx(), { occurrenceId: id });
    expect(await announced()).toEqual([
      ['11-28T01:30', '11-28T02:00', '11-28T01:30'],
      ['11-28T02:00', '11-28T04:00', '11-22T12:00'],
    ]);
    await expect(startMaintenance(ctx(), { occurrenceId: id })).rejects.toMatchObject({ code: 'closed' });
  });

  test('started early by hand is shown to the end of what was planned, where pages ask for the time up to now', async () => {
    const maintenanceId = await plan({ startsLocal: '2026-11-22T14:00', durationMinutes: 60 });
    clock.advance(HOUR_MS);
    const { id } = await only(maintenanceId);
    await startMaintenance(ctx(), { occurrenceId: id });
    clock.advance(MINUTE_MS);
    const row = await findService(database.db, OPERATORS, service);
    const [facts] = await listServiceFacts(database.db, OPERATORS, {
      services: row ? [row] : [],
      window: barWindow(clock.at),
    });
    if (!facts) throw new Error('The service is there.');
    expect(serviceState(facts, [], clock.at)).toEqual({
      state: 'maintenance',
      since: NOON + HOUR_MS,
      until: NOON + 3 * HOUR_MS,
    });
  });

  test('ended early, the rest is withdrawn and its history kept', async () => {
    const maintenanceId = await plan();
    const { id: occurrenceId } = await only(maintenanceId);
    const end = (endedAt: number | null, reason = 'Done before time.') =>
      endMaintenance(ctx(), { occurrenceId, endedAt, reason });
    await expect(end(null)).rejects.toMatchObject({ code: 'closed' });
    clock.at = Date.parse('2026-11-28T03:00:00Z');
    await expect(end(null, ' ')).rejects.toMatchObject({ field: 'reason' });
    await expect(end(clock.at + 1)).rejects.toMatchObject({ field: 'endedAt' });
    await end(null);
    expect(await announced()).toEqual([['11-28T02:00', '11-28T03:00', '11-22T12:00']]);
    expect(await only(maintenanceId)).toMatchObject({ stage: 'done', endedAt: clock.at, reason: 'Done before time.' });
    clock.advance(DAY_MS);
    await end(Date.parse('2026-11-28T02:30:00Z'));
    await expect(end(Date.parse('2026-11-28T02:45:00Z'))).rejects.toMatchObject({ field: 'endedAt' });
    const history = await database.db
      .selectFrom('maintenanceAnnouncement')
      .select('endsAt')
      .where('occurrenceId', '=', occurrenceId)
      .orderBy('writtenAt')
      .execute();
    expect(history.map(({ endsAt }) => toIso(endsAt).slice(11, 16))).toEqual(['04:00', '03:00', '02:30']);
  });

  test('what is told afterwards notes that the evidence of closed windows has changed', async () => {
    const { id: occurrenceId } = await only(await plan());
    clock.at = Date.parse('2026-12-05T10:00:00Z');
    await advanceMaintenance(ctx());
    await cancelOccurrence(ctx(), { occurrenceId, reason: 'It never took place.' });
    expect(await announced()).toEqual([]);
    const changes = await database.db
      .selectFrom('evidenceChange')
      .select(['startedAt', 'endedAt', 'cause'])
      .where('serviceId', '=', service)
      .execute();
    expect(changes).toEqual([
      {
        startedAt: Date.parse('2026-11-28T02:00:00Z'),
        endedAt: Date.parse('2026-11-28T04:00:00Z'),
        cause: JSON.stringify({ kind: 'maintenance', serviceId: service }),
      },
    ]);
  });

  test('what is going on is ended, not cancelled', async () => {
    const { id: occurrenceId } = await only(await plan());
    clock.at = Date.parse('2026-11-28T03:00:00Z');
    await advanceMaintenance(ctx());
    await expect(cancelOccurrence(ctx(), { occurrenceId, reason: 'No.' })).rejects.toMatchObject({ code: 'closed' });
  });

  test('a series is announced up to the horizon, each time once, and goes on as time passes', async () => {
    const maintenanceId = await plan({ rrule: 'FREQ=MONTHLY;BYDAY=1SA' });
    expect(await occurrences(maintenanceId)).toHaveLength(13);
    await expandMaintenance(ctx());
    expect(await occurrences(maintenanceId)).toHaveLength(13);
    clock.advance(62 * DAY_MS);
    await expandMaintenance(ctx());
    await expandMaintenance(ctx());
    const all = await occurrences(maintenanceId);
    expect(all).toHaveLength(15);
    expect(await announced(service, Date.parse('2028-01-15T00:00:00Z'))).toEqual([
      ['02-05T02:00', '02-05T04:00', '01-23T12:00'],
    ]);
  });

  test('an occurrence that passed while nobody announced it is not announced afterwards', async () => {
    const maintenanceId = await plan({ rrule: 'FREQ=DAILY;COUNT=5' });
    await database.db.updateTable('maintenance').set({ expandedUntil: null }).where('id', '=', maintenanceId).execute();
    clock.advance(9 * DAY_MS);
    expect(await expandMaintenance(ctx())).toBe(0);
  });

  test('one of a series can be cancelled for good and another moved; an edit of the series respects both', async () => {
    const rrule = 'FREQ=WEEKLY;COUNT=4';
    const maintenanceId = await plan({ rrule });
    const [first, second] = await occurrences(maintenanceId);
    clock.advance(HOUR_MS);
    await cancelOccurrence(ctx(), { occurrenceId: first?.id ?? '', reason: 'Sale.' });
    await moveOccurrence(ctx(), {
      ...{ occurrenceId: second?.id ?? '', startsLocal: '2026-12-05T03:00', durationMinutes: 120 },
    });
    await database.db.updateTable('maintenance').set({ expandedUntil: null }).where('id', '=', maintenanceId).execute();
    await expandMaintenance(ctx());
    expect(await announced()).toEqual([
      ['12-05T03:00', '12-05T04:00', '11-22T12:00'],
      ['12-05T04:00', '12-05T05:00', '11-22T13:00'],
      ['12-12T02:00', '12-12T04:00', '11-22T12:00'],
      ['12-19T02:00', '12-19T04:00', '11-22T12:00'],
    ]);
    const edited = { ...input({ rrule, durationMinutes: 60, skippedDays: ['2026-11-28'] }), maintenanceId };
    await editMaintenance(ctx(), { ...edited, revision: 1 });
    expect(await announced()).toEqual([
      ['12-05T03:00', '12-05T04:00', '11-22T12:00'],
      ['12-05T04:00', '12-05T05:00', '11-22T13:00'],
      ['12-12T02:00', '12-12T03:00', '11-22T12:00'],
      ['12-19T02:00', '12-19T03:00', '11-22T12:00'],
    ]);
    clock.advance(HOUR_MS);
    await cancelSeries(ctx(), { maintenanceId, reason: 'The machine is gone.' });
    expect(await announced()).toEqual([]);
    expect(await expandMaintenance(ctx())).toBe(0);
  });

  test('another rule withdraws the days it does not name and announces its own', async () => {
    const maintenanceId = await plan({ rrule: 'FREQ=WEEKLY;COUNT=2' });
    clock.advance(HOUR_MS);
    await editMaintenance(ctx(), { ...input({ rrule: 'FREQ=DAILY;INTERVAL=7;COUNT=1' }), maintenanceId, revision: 1 });
    expect(await announced()).toEqual([['11-28T02:00', '11-28T04:00', '11-22T12:00']]);
    expect((await occurrences(maintenanceId)).map(({ stage, reason }) => [stage, reason])).toEqual([
      ['scheduled', null],
      ['cancelled', 'The series was changed.'],
    ]);
  });

  test.each([
    ['the past', { startsLocal: '2026-11-22T11:00' }, 'startsLocal'],
    ['a time that does not exist', { zone: 'Europe/Berlin', startsLocal: '2027-03-28T02:30' }, 'startsLocal'],
    ['no day at all', { startsLocal: 'tomorrow' }, 'startsLocal'],
    ['an unknown zone', { zone: 'Mars/Base' }, 'zone'],
    ['no length', { durationMinutes: 0 }, 'duration'],
    ['a series that overlaps itself', { rrule: 'FREQ=DAILY', durationMinutes: 25 * 60 }, 'duration'],
    ['a rule of seconds', { rrule: 'FREQ=SECONDLY' }, 'rrule'],
    ['a rule that never happens', { rrule: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30' }, 'rrule'],
    ['no title', { titles: {} }, 'titleEn'],
    ['no service', { serviceIds: [] }, 'serviceIds'],
    ['a service that is not there', { serviceIds: ['nothing'] }, 'serviceIds'],
    ['a day to skip that is none', { rrule: 'FREQ=DAILY', skippedDays: ['Christmas'] }, 'skippedDays'],
  ])('%s is refused beside its field', async (_, given, field) => {
    await expect(plan(given)).rejects.toMatchObject({ code: 'invalid', field });
  });

  test('what has begun cannot be made longer than anything that could be planned, nor an occurrence be moved to another age', async () => {
    const id = await plan({ startsLocal: '2026-11-22T13:00' });
    clock.advance(2 * HOUR_MS);
    await advanceMaintenance(ctx());
    const { submissionKey: _, ...change } = input({ startsLocal: '2026-11-22T13:00' });
    const longer = (durationMinutes: number) =>
      editMaintenance(ctx(), { ...change, maintenanceId: id, revision: 1, durationMinutes });
    await expect(longer(31 * 24 * 60)).rejects.toMatchObject({ code: 'invalid', field: 'duration' });
    await longer(3 * 60);
    const series = await plan({ rrule: 'FREQ=WEEKLY;COUNT=3' });
    const [first] = await occurrences(series);
    const move = (startsLocal: string) =>
      moveOccurrence(ctx(), { occurrenceId: first?.id ?? '', startsLocal, durationMinutes: 60 });
    for (const far of ['9999-12-31T23:00', '+123456-01-01T00:00', 'soon', '2026-02-30T01:00', '']) {
      await expect(move(far), far).rejects.toMatchObject({ code: 'invalid', field: 'startsLocal' });
    }
  });

  test('only operators with the role for incidents may plan, change, start, end or cancel', async () => {
    const maintenanceId = await plan();
    const { id: occurrenceId } = await only(maintenanceId);
    const member: Actor = { kind: 'member', id: 'm', name: 'Mia', organizationId: 'o', role: 'admin' };
    for (const actor of [operator('tickets', 'money', 'audit'), member]) {
      const attempts = [
        () => planMaintenance(ctx(actor), input()),
        () => editMaintenance(ctx(actor), { ...input(), maintenanceId, revision: 1 }),
        () => moveOccurrence(ctx(actor), { occurrenceId, startsLocal: '2026-11-29T02:00', durationMinutes: 60 }),
        () => startMaintenance(ctx(actor), { occurrenceId }),
        () => endMaintenance(ctx(actor), { occurrenceId, endedAt: null, reason: 'x' }),
        () => cancelOccurrence(ctx(actor), { occurrenceId, reason: 'x' }),
        () => cancelSeries(ctx(actor), { maintenanceId, reason: 'x' }),
      ];
      for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject({ code: 'forbidden' });
    }
    expect(await announced()).toEqual([['11-28T02:00', '11-28T04:00', '11-22T12:00']]);
  });

  test('every change is in the audit log', async () => {
    const maintenanceId = await plan();
    const { id: occurrenceId } = await only(maintenanceId);
    await editMaintenance(ctx(), { ...input({ durationMinutes: 60 }), maintenanceId, revision: 1 });
    await startMaintenance(ctx(), { occurrenceId });
    clock.advance(HOUR_MS);
    await endMaintenance(ctx(), { occurrenceId, endedAt: null, reason: 'Done.' });
    const rows = await database.db
      .selectFrom('auditEntry')
      .select('action')
      .where('subjectId', '=', maintenanceId)
      .orderBy('at')
      .orderBy('id')
      .execute();
    expect(rows.map(({ action }) => action).toSorted()).toEqual([
      'edit-maintenance',
      'end-maintenance',
      'plan-maintenance',
      'start-maintenance',
    ]);
  });
});
