import { describe, expect, test } from 'vitest';
import { claimDueChecks } from '#commands/claim-due-checks';
import { makeHeartbeatAddress } from '#commands/make-heartbeat-address';
import { noteConnection } from '#commands/note-connection';
import { noteListening } from '#commands/note-listening';
import { CALLS_KEPT, recordHeartbeat } from '#commands/record-heartbeat';
import { recordSamples } from '#commands/record-samples';
import { findHeartbeat, listHeartbeatCalls } from '#db/queries/heartbeats';
import { type HeartbeatCall, readHeartbeatCall } from '#domain/heartbeats/heartbeat-call';
import { HOUR_MS, MINUTE_MS } from '#domain/time';
import type { ProbeResult } from '#domain/watching/probe-result';
import { probe } from '#jobs/probes/probe';
import { checkPolicy } from '#lib/address-policy';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { addHeartbeat } from '#test/support/heartbeats';
import { addCheck, addService } from '#test/support/rows';

const policy = checkPolicy([]);

function call(suffix: string): HeartbeatCall {
  const read = readHeartbeatCall(suffix, {});
  if (!read) throw new Error(`“${suffix}” is no call.`);
  return read;
}

onEachDatabase('heartbeats', (database) => {
  /** What the poller would get of this check now. */
  async function look(clock: TestClock, checkId: string): Promise<ProbeResult> {
    await database.db
      .updateTable('healthCheck')
      .set({ nextDueAt: clock.at, leaseUntil: null })
      .where('id', '=', checkId)
      .execute();
    const claimed = await claimDueChecks(testContext(database.db, clock), { limit: 1_000, graceMs: 0 });
    const check = claimed.find(({ id }) => id === checkId);
    if (!check) throw new Error('The check was not claimed.');
    return probe(check, { policy });
  }

  /** Listens from now on for so long, beat by beat. */
  async function listen(clock: TestClock, lengthMs: number): Promise<void> {
    const ctx = testContext(database.db, clock);
    let span = await noteListening(ctx, undefined);
    for (const end = clock.at + lengthMs; clock.at < end; ) {
      clock.advance(Math.min(10_000, end - clock.at));
      span = await noteListening(ctx, span);
    }
  }

  test('a claimed check carries what its job last said, and the probe judges it', async () => {
    const clock = new TestClock('2026-01-01T00:00:00Z');
    const ctx = testContext(database.db, clock);
    const { checkId, token } = await addHeartbeat(database.db, clock);
    expect(await look(clock, checkId)).toMatchObject({ cause: 'heartbeat-never' });
    await recordHeartbeat(ctx, { token, call: call('start') });
    clock.advance(4_000);
    expect(await recordHeartbeat(ctx, { token, call: call('0') })).toEqual({ checkId, paused: false });
    expect(await look(clock, checkId)).toMatchObject({ ok: true, latencyMs: 4_000 });
    await listen(clock, 2 * HOUR_MS);
    expect(await look(clock, checkId)).toMatchObject({ ok: false, cause: 'heartbeat-late' });
    await recordHeartbeat(ctx, { token, call: { ...call('fail'), message: 'no space' } });
    expect(await look(clock, checkId)).toMatchObject({
      cause: 'heartbeat-failed',
      detail: expect.stringMatching(/no space/),
    });
    expect(
      (await listHeartbeatCalls(database.db, checkId, 10)).map(({ event, durationMs }) => [event, durationMs]),
    ).toEqual([
      ['fail', null],
      ['success', 4_000],
      ['start', null],
    ]);
  });

  test('how long the last run took is shown until the next one, and nothing of a run that did not say', async () => {
    const clock = new TestClock('2026-01-01T00:00:00Z');
    const ctx = testContext(database.db, clock);
    const { checkId, token } = await addHeartbeat(database.db, clock);
    const shown = async () => {
      clock.advance(1_000);
      const result = await look(clock, checkId);
      const { leaseToken } = await rowOf(checkId);
      const sample = { at: clock.at, state: result.ok ? ('up' as const) : ('down' as const), gapCause: null };
      const { latencyMs } = result;
      const outcome = { checkId, leaseToken: leaseToken ?? '', sample, latencyMs, cause: null, detail: null };
      expect(await recordSamples(ctx, { outcomes: [outcome] })).toMatchObject({ recorded: 1 });
      return (await rowOf(checkId)).lastLatencyMs;
    };
    const rowOf = (id: string) =>
      database.db
        .selectFrom('healthCheck')
        .select(['leaseToken', 'lastLatencyMs'])
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
    await recordHeartbeat(ctx, { token, call: call('start') });
    clock.advance(7_000);
    await recordHeartbeat(ctx, { token, call: call('0') });
    expect(await shown()).toBe(7_000);
    expect(await shown()).toBe(7_000);
    await recordHeartbeat(ctx, { token, call: call('1') });
    expect(await shown()).toBeNull();
    await recordHeartbeat(ctx, { token, call: call('0') });
    expect(await shown()).toBeNull();
  });

  test('time in which our process did not run, or our connection was lost, is not held against a job', async () => {
    const clock = new TestClock('2026-02-01T00:00:00Z');
    const ctx = testContext(database.db, clock);
    const { checkId, token } = await addHeartbeat(database.db, clock);
    await recordHeartbeat(ctx, { token, call: call('') });
    await listen(clock, 50 * MINUTE_MS);
    clock.advance(20 * MINUTE_MS);
    await listen(clock, MINUTE_MS);
    expect(await look(clock, checkId)).toMatchObject({ cause: 'not-listening' });
    await recordHeartbeat(ctx, { token, call: call('') });
    await listen(clock, 58 * MINUTE_MS);
    await noteConnection(ctx, 'lost');
    await listen(clock, 4 * MINUTE_MS);
    await noteConnection(ctx, 'working');
    await listen(clock, 10 * MINUTE_MS);
    expect(await look(clock, checkId)).toMatchObject({ cause: 'not-listening' });
    await listen(clock, HOUR_MS);
    expect(await look(clock, checkId)).toMatchObject({ cause: 'heartbeat-late' });
  });

  test('a process that was stopped for a while goes on under a span of its own', async () => {
    const clock = new TestClock('2026-03-01T00:00:00Z');
    const ctx = testContext(database.db, clock);
    const first = await noteListening(ctx, undefined);
    clock.advance(10_000);
    expect(await noteListening(ctx, first)).toBe(first);
    clock.advance(31_000);
    const second = await noteListening(ctx, first);
    expect(second).not.toBe(first);
    // A clock that was set back does not make the past listened to.
    clock.advance(-HOUR_MS);
    expect(await noteListening(ctx, second)).not.toBe(second);
  });

  test('a failure is judged at once, a paused check keeps calls and is not judged', async () => {
    const clock = new TestClock('2026-04-01T00:00:00Z');
    const ctx = testContext(database.db, clock);
    const { checkId, token } = await addHeartbeat(database.db, clock);
    const due = async (): Promise<number> =>
      (
        await database.db
          .selectFrom('healthCheck')
          .select('nextDueAt')
          .where('id', '=', checkId)
          .executeTakeFirstOrThrow()
      ).nextDueAt;
    await database.db
      .updateTable('healthCheck')
      .set({ state: 'up', nextDueAt: clock.at + 60_000 })
      .where('id', '=', checkId)
      .execute();
    await recordHeartbeat(ctx, { token, call: call('') });
    expect(await due()).toBe(clock.at + 60_000);
    await recordHeartbeat(ctx, { token, call: call('1') });
    expect(await due()).toBe(clock.at);
    await database.db
      .updateTable('healthCheck')
      .set({ pausedAt: clock.at, nextDueAt: clock.at + 60_000 })
      .where('id', '=', checkId)
      .execute();
    expect(await recordHeartbeat(ctx, { token, call: call('2') })).toEqual({ checkId, paused: true });
    expect(await due()).toBe(clock.at + 60_000);
    expect(await findHeartbeat(database.db, checkId)).toMatchObject({ exitCode: 2, callCount: 3 });
  });

  test('the token is kept nowhere, a new address ends the old one, and an archived check has none', async () => {
    const clock = new TestClock('2026-05-01T00:00:00Z');
    const ctx = testContext(database.db, clock);
    const { checkId, token } = await addHeartbeat(database.db, clock);
    const rows = JSON.stringify(
      await Promise.all([
        database.db.selectFrom('heartbeat').selectAll().execute(),
        database.db.selectFrom('auditEntry').selectAll().execute(),
      ]),
    );
    expect(rows).not.toContain(token);
    expect(token).toMatch(/^[\w-]{43}$/);
    const next = await makeHeartbeatAddress(ctx, { checkId });
    expect(await recordHeartbeat(ctx, { token, call: call('') })).toBeUndefined();
    const fresh = next.path.slice(next.path.lastIndexOf('/') + 1);
    expect(await recordHeartbeat(ctx, { token: fresh, call: call('') })).toMatchObject({ checkId });
    await database.db.updateTable('healthCheck').set({ archivedAt: clock.at }).where('id', '=', checkId).execute();
    expect(await recordHeartbeat(ctx, { token: fresh, call: call('') })).toBeUndefined();
  });

  test('only an operator for incidents makes an address, and only of a heartbeat', async () => {
    const clock = new TestClock('2026-06-01T00:00:00Z');
    const { checkId } = await addHeartbeat(database.db, clock);
    const operator = (roles: readonly ('money' | 'incidents')[]) =>
      testContext(database.db, clock, { kind: 'operator', id: 'o', name: 'O', roles });
    await expect(makeHeartbeatAddress(operator(['money']), { checkId })).rejects.toMatchObject({ code: 'forbidden' });
    const { id } = await addCheck(database.db, await addService(database.db));
    await expect(makeHeartbeatAddress(operator(['incidents']), { checkId: id })).rejects.toMatchObject({
      code: 'invalid',
    });
    await expect(makeHeartbeatAddress(operator(['incidents']), { checkId: 'no' })).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  describe('replayed for ever', () => {
    test('calls take no more room than the newest of them', async () => {
      const clock = new TestClock('2026-07-01T00:00:00Z');
      const ctx = testContext(database.db, clock);
      const { checkId, token } = await addHeartbeat(database.db, clock);
      await database.db.updateTable('heartbeat').set({ callCount: 10_000 }).where('checkId', '=', checkId).execute();
      const old = { checkId, at: clock.at, event: 'success' as const, exitCode: null, durationMs: null, message: null };
      const numbers = Array.from({ length: CALLS_KEPT + 10 }, (_, index) => 10_000 - index);
      await database.db
        .insertInto('heartbeatCall')
        .values(numbers.map((no) => ({ ...old, no })))
        .execute();
      await recordHeartbeat(ctx, { token, call: call('') });
      const kept = await listHeartbeatCalls(database.db, checkId, 2_000);
      expect([kept.length, kept[0]?.no, kept.at(-1)?.no]).toEqual([CALLS_KEPT, 10_001, 10_002 - CALLS_KEPT]);
    });

    test('calls at the same time are all counted', async () => {
      const clock = new TestClock('2026-08-01T00:00:00Z');
      const ctx = testContext(database.db, clock);
      const { checkId, token } = await addHeartbeat(database.db, clock);
      await Promise.all(Array.from({ length: 20 }, () => recordHeartbeat(ctx, { token, call: call('') })));
      expect(await findHeartbeat(database.db, checkId)).toMatchObject({ callCount: 20 });
    });
  });
});
