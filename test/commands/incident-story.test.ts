import { beforeEach, expect, test } from 'vitest';
import { inTransaction } from '#commands/context';
import { correctOutage } from '#commands/correct-outage';
import { editIncident } from '#commands/edit-incident';
import { pauseCheck } from '#commands/pause-check';
import { postIncidentUpdate } from '#commands/post-incident-update';
import { raiseHeldAlarms } from '#commands/raise-held-alarms';
import { resolveQuietIncidents } from '#commands/resolve-quiet-incidents';
import { resumeCheck } from '#commands/resume-check';
import { retractOutage } from '#commands/retract-outage';
import { settleMeasuredOutage } from '#commands/settle-measured-outage';
import { tellIncidentNews } from '#commands/tell-incident-news';
import { tellStayedWell } from '#commands/tell-stayed-well';
import { findIncident, type Incident } from '#db/queries/incidents';
import { listOutages } from '#db/queries/outages';
import type { Actor } from '#domain/actor';
import { PUBLIC } from '#domain/audience';
import { wellAgain } from '#domain/incidents/standing';
import { HOUR_MS, MINUTE_MS } from '#domain/time';
import type { Language, SampleState } from '#domain/words';
import { storyView } from '#i18n/public/story';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { addCheck, addOutage, addService } from '#test/support/rows';
import { addSubscriber } from '#test/support/subscribers';
import { recordPlayed } from '#test/support/watching';

const OPERATOR: Actor = { kind: 'operator', id: 'ann', name: 'Ann', roles: ['incidents'] };
const EVER = { startedAt: 0, endedAt: Number.MAX_SAFE_INTEGER };
const WAIT_MS = 20_000;

onEachDatabase('the story of an incident over several services', (database) => {
  const clock = new TestClock();
  const services = new Map<string, { readonly serviceId: string; readonly checkId: string }>();
  const ctx = () => testContext(database.db, clock, OPERATOR);

  beforeEach(async () => {
    clock.advance(24 * 60 * MINUTE_MS);
    await database.db.updateTable('incident').set({ resolvedAt: 1 }).execute();
    await database.db.updateTable('outage').set({ endedAt: clock.at }).where('endedAt', 'is', null).execute();
    await database.db.deleteFrom('incidentNews').execute();
    await database.db.deleteFrom('delivery').execute();
    services.clear();
    for (const name of ['Gmail', 'Calendar', 'Drive', 'Meet']) await watch(name);
  });

  async function watch(name: string, impact: 'down' | 'degraded' = 'down', flapMs = 0): Promise<void> {
    const serviceId = await addService(database.db, { name, flapMs });
    const check = await addCheck(database.db, serviceId, {
      failAfter: 1,
      recoverAfter: 1,
      intervalMs: HOUR_MS,
      impact,
    });
    services.set(name, { serviceId, checkId: check.id });
  }
  const of = (name: string) => {
    const found = services.get(name);
    if (!found) throw new Error(`There is no service ${name}.`);
    return found;
  };
  async function look(state: SampleState, ...names: string[]): Promise<void> {
    await recordPlayed(
      ctx(),
      names.map((name) => ({ checkId: of(name).checkId, at: clock.at, state })),
    );
  }
  const outagesOf = (name: string) => listOutages(database.db, [of(name).serviceId], EVER);
  async function incident(): Promise<Incident> {
    const [outage] = await outagesOf('Gmail');
    const found = await findIncident(database.db, PUBLIC, outage?.incidentId ?? '');
    if (!found) throw new Error('There is no incident.');
    return found;
  }
  async function told(lang: Language = 'en'): Promise<{ title: string; lines: string[] }> {
    const story = storyView(await incident(), lang);
    return { title: story.title.text, lines: story.updates.map(({ text }) => text.text) };
  }
  async function notices(): Promise<string[]> {
    const rows = await database.db
      .selectFrom('notice')
      .select('kind')
      .where('incidentId', '=', (await incident()).id)
      .orderBy('seq')
      .execute();
    return rows.map(({ kind }) => kind).filter((kind) => kind.startsWith('incident.'));
  }

  async function flap(name: string, times: number): Promise<void> {
    for (let time = 0; time < times; time += 1) {
      for (const state of ['up', 'down'] as const) {
        clock.advance(MINUTE_MS);
        await look(state, name);
      }
    }
    clock.advance(MINUTE_MS);
    await look('up', name);
  }
  /** Lets time pass, tells what is due then, and returns how many services were said to stay well. */
  async function settleQuiet(ms: number): Promise<number> {
    clock.advance(ms);
    await resolveQuietIncidents(ctx());
    const { length } = await tellStayedWell(ctx());
    await tellIncidentNews(ctx(), { waitMs: 0 });
    return length;
  }

  test('title and updates follow who joins, who recovers and who is left, in both languages', async () => {
    await look('down', 'Gmail');
    expect((await told()).title).toBe('Outage of Gmail');
    clock.advance(2 * MINUTE_MS);
    await look('down', 'Calendar');
    expect(await told()).toMatchObject({ title: 'Outage of Gmail and Calendar' });
    clock.advance(5 * MINUTE_MS);
    await look('up', 'Calendar');
    expect(await told()).toEqual({
      title: 'Outage of Gmail',
      lines: [
        'Calendar works again. Gmail is still down.',
        'Our checks of Calendar are failing as well.',
        'Our checks of Gmail are failing. We are looking into the cause.',
      ],
    });
    expect((await told('fr')).title).toBe('Panne\u202f: Gmail');
    expect((await told('fr')).lines[0]).toBe('Calendar fonctionne de nouveau. Gmail est toujours en panne.');
    clock.advance(5 * MINUTE_MS);
    await look('up', 'Gmail');
    expect(await incident()).toMatchObject({ stage: 'resolved', resolvedAt: clock.at });
    const { title, lines } = await told();
    expect(title).toBe('Outage of Gmail and Calendar');
    expect(lines[0]).toBe('Our checks of Gmail and Calendar succeed again. This incident is over.');
  });

  test('a service that fails again after it was said to work is named again, and said to fail again', async () => {
    await look('down', 'Gmail', 'Drive');
    clock.advance(10 * MINUTE_MS);
    await look('up', 'Drive');
    clock.advance(10 * MINUTE_MS);
    await look('down', 'Drive');
    const { title, lines } = await told();
    expect(title).toBe('Outage of Gmail and Drive');
    expect(lines.slice(0, 2)).toEqual([
      'Our checks of Drive are failing again.',
      'Drive works again. Gmail is still down.',
    ]);
  });

  test('what merely degrades is called no outage, beside what is down', async () => {
    await watch('Search', 'degraded');
    await look('down', 'Gmail', 'Search');
    const { title, lines } = await told();
    expect(title).toBe('Outage of Gmail, problems with Search');
    expect(lines[0]).toBe('Our checks see problems with Search as well.');
    clock.advance(5 * MINUTE_MS);
    await look('up', 'Gmail');
    expect(await told()).toMatchObject({ title: 'Problems with Search' });
    expect((await told('fr')).lines[0]).toBe('Gmail fonctionne de nouveau. Search reste dégradé.');
  });

  test('an incident that waits for a flapping service to stay well names that service alone', async () => {
    await watch('Shop', 'down', 10 * MINUTE_MS);
    await look('down', 'Gmail', 'Shop');
    for (const state of ['up', 'down', 'up'] as const) {
      clock.advance(MINUTE_MS);
      await look(state, 'Shop');
    }
    clock.advance(MINUTE_MS);
    await look('up', 'Gmail');
    expect(await incident()).toMatchObject({ stage: 'monitoring', resolvedAt: null });
    expect((await told()).title).toBe('Outage of Shop');
  });

  test('a service that comes and goes in an incident that another keeps open has one line, and one more once it stays well', async () => {
    await watch('Shop', 'down', 10 * MINUTE_MS);
    await look('down', 'Gmail', 'Shop');
    await flap('Shop', 4);
    await tellIncidentNews(ctx(), { waitMs: 0 });
    const opened = (await notices()).length;
    expect((await told()).lines).toEqual([
      expect.stringContaining('Flapping: 5 times. Shop'),
      'Shop works again. Gmail is still down.',
      'Our checks of Shop are failing as well.',
      'Our checks of Gmail are failing. We are looking into the cause.',
    ]);
    expect(await settleQuiet(9 * MINUTE_MS)).toBe(0);
    expect(await settleQuiet(MINUTE_MS)).toBe(1);
    expect((await told()).lines[0]).toBe('Shop works again. Gmail is still down.');
    expect(await settleQuiet(HOUR_MS)).toBe(0);
    await look('down', 'Shop');
    expect((await told()).lines[0]).toBe('Our checks of Shop are failing again.');
    await tellIncidentNews(ctx(), { waitMs: 0 });
    const later = (await notices()).length;
    expect(later - opened).toBe(2);
    await flap('Shop', 2);
    const { lines } = await told();
    expect(lines[0]).toContain('Flapping: 3 times. Shop');
    expect(lines.filter((line) => line.startsWith('Flapping'))).toHaveLength(2);
    await settleQuiet(0);
    // The first recovery is told: nobody knows yet that it comes and goes.
    expect(await notices()).toHaveLength(later + 1);
  });

  test('in an incident of a person a service that comes and goes has one line too, and subscribers hear once that it works', async () => {
    await watch('Shop', 'down', 10 * MINUTE_MS);
    await look('down', 'Gmail');
    const { id } = await incident();
    await database.db.updateTable('incident').set({ source: 'declared' }).where('id', '=', id).execute();
    await look('down', 'Shop');
    await tellIncidentNews(ctx(), { waitMs: 0 });
    await look('up', 'Gmail');
    await flap('Shop', 4);
    await look('up', 'Shop');
    const before = (await notices()).length;
    const written = (await told()).lines.length;
    expect(await settleQuiet(10 * MINUTE_MS)).toBe(1);
    expect((await told()).lines).toHaveLength(written + 1);
    expect((await told()).lines.slice(0, 2)).toEqual([
      'Shop works again.',
      expect.stringContaining('Flapping: 5 times'),
    ]);
    expect((await notices()).length - before).toBe(1);
    expect((await incident()).resolvedAt).toBeNull();
  });

  test('what flapped is not said to work while a person or a provider calls it out', async () => {
    await watch('Shop', 'down', 10 * MINUTE_MS);
    await look('down', 'Gmail');
    const { id } = await incident();
    await database.db.updateTable('incident').set({ source: 'declared' }).where('id', '=', id).execute();
    await look('down', 'Shop');
    await flap('Shop', 4);
    await addOutage(database.db, of('Shop').serviceId, { source: 'declared', startedAt: clock.at, incidentId: id });
    const written = (await told()).lines.length;
    expect(await settleQuiet(10 * MINUTE_MS)).toBe(0);
    expect(await settleQuiet(10 * MINUTE_MS)).toBe(0);
    expect((await told()).lines).toHaveLength(written);
  });

  test('while another service comes and goes, one that has stayed well is neither said to flap nor told again', async () => {
    await watch('Shop', 'down', 10 * MINUTE_MS);
    await watch('Wiki', 'down', 10 * MINUTE_MS);
    await look('down', 'Gmail', 'Shop', 'Wiki');
    await flap('Shop', 4);
    await look('up', 'Wiki');
    expect(await settleQuiet(10 * MINUTE_MS)).toBe(1);
    const ofShop = async () => (await told()).lines.filter((line) => /^Shop works|^Flapping.*Shop/.test(line));
    const before = await ofShop();
    for (let hour = 0; hour < 3; hour += 1) {
      await look('down', 'Wiki');
      await flap('Wiki', 4);
      await settleQuiet(10 * MINUTE_MS);
      clock.advance(HOUR_MS);
    }
    expect(await ofShop()).toEqual(before);
    expect((await told()).lines).toHaveLength(16);
  });

  test('two that come and go together are one line, which stays when one of them has stayed well and the other has not', async () => {
    await watch('Shop', 'down', 10 * MINUTE_MS);
    await watch('Wiki', 'down', 10 * MINUTE_MS);
    await look('down', 'Gmail', 'Shop', 'Wiki');
    for (const state of ['up', 'down', 'up'] as const) {
      clock.advance(MINUTE_MS);
      await look(state, 'Shop', 'Wiki');
    }
    await look('down', 'Wiki');
    await settleQuiet(10 * MINUTE_MS);
    await flap('Wiki', 1);
    expect((await told()).lines.filter((line) => line.startsWith('Flapping'))).toEqual([
      expect.stringMatching(/^Flapping: 4 times. Wiki keeps .* once it stays well.$/),
      expect.stringMatching(/^Flapping: 3 times. Shop and Wiki keep .* once they stay well.$/),
    ]);
    expect((await told('fr')).lines.find((line) => line.includes('Shop et Wiki'))).toContain('dès que les services');
  });

  test('a service that is only degraded and then down is said to have got worse, once', async () => {
    await watch('Search', 'degraded');
    const { serviceId } = of('Search');
    const hard = await addCheck(database.db, serviceId, { failAfter: 1, recoverAfter: 1, intervalMs: HOUR_MS });
    const lookHard = (state: SampleState) => recordPlayed(ctx(), [{ checkId: hard.id, at: clock.at, state }]);
    await look('down', 'Search');
    services.set('Gmail', of('Search'));
    clock.advance(MINUTE_MS);
    await lookHard('down');
    clock.advance(MINUTE_MS);
    await lookHard('down');
    expect((await told()).lines).toEqual([
      'It got worse: Search is down now.',
      'Our checks see problems with Search. We are looking into the cause.',
    ]);
    expect((await told('fr')).lines[0]).toBe('La situation s’aggrave\u202f: Search est maintenant en panne.');
    await lookHard('up');
    await look('up', 'Search');
  });

  test('a pause is no recovery: who is not watched any more is not said to work, nor to come and go', async () => {
    await watch('Shop', 'down', 10 * MINUTE_MS);
    await look('down', 'Gmail', 'Shop');
    clock.advance(MINUTE_MS);
    const { checkId } = of('Shop');
    await pauseCheck(ctx(), { checkId, revision: 1, reason: 'The server moves.' });
    expect((await incident()).services.map(({ standing }) => standing).toSorted()).toEqual(['down', 'unwatched']);
    expect(wellAgain((await incident()).services)).toEqual([]);
    await resumeCheck(ctx(), { checkId, revision: 2 });
    clock.advance(MINUTE_MS);
    await look('down', 'Shop');
    expect((await told()).lines.join()).not.toContain('Flapping');
    clock.advance(MINUTE_MS);
    await pauseCheck(ctx(), { checkId, revision: 3, reason: 'Once more.' });
    clock.advance(MINUTE_MS);
    await look('up', 'Gmail');
    expect(await incident()).toMatchObject({ stage: 'resolved' });
    expect((await told()).lines[0]).toBe('Our checks of Gmail succeed again. This incident is over.');
  });

  test('the title a person gave and what a person wrote stay as they are', async () => {
    await look('down', 'Gmail', 'Calendar');
    const { id, startedAt, services: members } = await incident();
    const serviceIds = members.map((service) => service.id);
    const own = { incidentId: id, title: 'Mail troubles', lang: 'en', impact: 'major', serviceIds, startedAt } as const;
    await editIncident(ctx(), own);
    const update = { incidentId: id, stage: 'identified', body: 'A **disk** is full.', lang: 'en' } as const;
    await postIncidentUpdate(ctx(), { ...update, nextUpdateDueAt: null, submissionKey: ctx().newId() });
    await look('down', 'Drive');
    await look('up', 'Calendar');
    const { title, lines } = await told();
    expect(title).toBe('Mail troubles');
    expect(lines).toEqual([
      'Calendar works again. Gmail and Drive are still down.',
      'Our checks of Drive are failing as well.',
      'A **disk** is full.',
      'Our checks of Calendar are failing as well.',
      'Our checks of Gmail are failing. We are looking into the cause.',
    ]);
    expect(await incident()).toMatchObject({ stage: 'identified' });
  });

  test('many services in one round are one line and, with what follows shortly, one notice', async () => {
    await addSubscriber(database.db, { kinds: '["incident.opened","incident.updated","incident.resolved"]' });
    for (let no = 0; no < 36; no += 1) await watch(`Shop ${no}`);
    const names = [...services.keys()];
    await look('down', ...names.slice(0, 30));
    clock.advance(4_000);
    await look('down', ...names.slice(30));
    const { title, lines } = await told();
    expect(title).toBe('Outage of Gmail, Calendar and 38 other services');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toBe('Our checks of Calendar, Drive and 37 other services are failing as well.');
    expect(await tellIncidentNews(ctx(), { waitMs: WAIT_MS })).toEqual([]);
    clock.advance(WAIT_MS);
    await Promise.all([1, 2].map(() => tellIncidentNews(ctx(), { waitMs: WAIT_MS })));
    expect(await notices()).toEqual(['incident.opened', 'incident.updated']);
    clock.advance(10 * MINUTE_MS);
    await look('up', ...names);
    expect(await tellIncidentNews(ctx(), { waitMs: 0 })).toEqual([]);
    expect(await notices()).toEqual(['incident.opened', 'incident.updated', 'incident.resolved']);
    expect((await told()).lines).toHaveLength(3);
    const deliveries = await database.db.selectFrom('delivery').select('id').execute();
    expect(deliveries).toHaveLength(3 * (await database.db.selectFrom('subscriber').select('id').execute()).length);
    const outageEvents = await database.db
      .selectFrom('notice')
      .select('payload')
      .where('kind', 'like', 'outage.%')
      .execute();
    for (const { payload } of outageEvents) expect(JSON.parse(payload).incident.services.length).toBeLessThan(11);
  });

  test('an incident of our checks begins with its first outage that counts, also when that begins later than was thought', async () => {
    const t0 = clock.at;
    await look('down', 'Gmail');
    clock.advance(2 * MINUTE_MS);
    await look('down', 'Calendar');
    clock.advance(10 * MINUTE_MS);
    await look('up', 'Gmail', 'Calendar');
    const correct = async (name: string, startedAt: number): Promise<void> => {
      const [outage] = await outagesOf(name);
      if (!outage) throw new Error('There is no outage.');
      const phase = {
        startedAt,
        endedAt: clock.at,
        state: 'down',
        surfaces: [],
        locations: [],
        sharePpm: null,
      } as const;
      const { id: outageId, revision } = outage;
      await correctOutage(ctx(), { outageId, revision, reason: 'Log files say so.', phases: [phase] });
    };
    await correct('Gmail', t0 + MINUTE_MS);
    expect(await incident()).toMatchObject({ startedAt: t0 + MINUTE_MS });
    await correct('Gmail', t0 + 5 * MINUTE_MS);
    expect(await incident()).toMatchObject({ startedAt: t0 + 2 * MINUTE_MS });
    const [calendar] = await outagesOf('Calendar');
    const { id: outageId = '', revision = 0 } = calendar ?? {};
    await retractOutage(ctx(), { outageId, revision, reason: 'A test.' });
    expect(await incident()).toMatchObject({ startedAt: t0 + 5 * MINUTE_MS });
    expect((await told()).title).toBe('Outage of Gmail');
  });

  test('a start that a person set stays, and an edit that leaves the minute leaves the start', async () => {
    clock.advance(1_234);
    await look('down', 'Gmail');
    const { id, startedAt, services: members } = await incident();
    const serviceIds = members.map((service) => service.id);
    const own = { incidentId: id, title: '', lang: 'en', impact: 'major', serviceIds } as const;
    await editIncident(ctx(), { ...own, startedAt: Math.floor(startedAt / MINUTE_MS) * MINUTE_MS });
    expect(await incident()).toMatchObject({ startedAt, startSetAt: null });
    const set = startedAt - 30 * MINUTE_MS;
    await editIncident(ctx(), { ...own, startedAt: set });
    clock.advance(MINUTE_MS);
    await look('down', 'Calendar');
    clock.advance(MINUTE_MS);
    await look('up', 'Gmail', 'Calendar');
    expect(await incident()).toMatchObject({ startedAt: set });
  });

  test('a service that comes and goes draws no other into its incident', async () => {
    await watch('Shop', 'down', 10 * MINUTE_MS);
    await look('down', 'Shop');
    for (const state of ['up', 'down'] as const) {
      clock.advance(4 * MINUTE_MS);
      await look(state, 'Shop');
    }
    clock.advance(MINUTE_MS);
    await look('down', 'Gmail');
    expect((await told()).title).toBe('Outage of Gmail');
    expect(await incident()).toMatchObject({ startedAt: clock.at, stage: 'investigating' });
  });

  test('an outage that was over before it was known is told as over', async () => {
    const span = { startedAt: clock.at - 9 * MINUTE_MS, endedAt: clock.at - 4 * MINUTE_MS };
    await inTransaction(ctx(), async (tx) => {
      const { serviceId, checkId } = of('Gmail');
      await tx.db
        .insertInto('checkSpan')
        .values({ checkId, kind: 'failing', ...span })
        .execute();
      await settleMeasuredOutage(tx, { serviceId, since: span.startedAt });
    });
    const { lines } = await told();
    expect(lines).toEqual(['Our checks of Gmail were failing for a while and succeed again. This incident is over.']);
    expect(await incident()).toMatchObject({ stage: 'resolved', resolvedAt: span.endedAt });
  });

  test('an incident that goes on after it was resolved, and is worse than before, is told once', async () => {
    await watch('Gmail', 'degraded', 10 * MINUTE_MS);
    await look('down', 'Gmail');
    clock.advance(MINUTE_MS);
    await look('up', 'Gmail');
    const worse = await addCheck(database.db, of('Gmail').serviceId, { failAfter: 1, intervalMs: HOUR_MS });
    clock.advance(MINUTE_MS);
    await recordPlayed(ctx(), [{ checkId: worse.id, at: clock.at, state: 'down' }]);
    expect(await incident()).toMatchObject({ impact: 'major', resolvedAt: null });
    expect(await tellIncidentNews(ctx(), { waitMs: 0 })).toEqual([]);
    expect(await notices()).toEqual(['incident.opened', 'incident.resolved', 'incident.updated']);
  });

  test('operators hear of a service that flapped and then stays down, and of one that gets worse', async () => {
    const alarms = async (name: string): Promise<number> => {
      const ids = (await outagesOf(name)).map(({ id }) => id);
      const query = database.db.selectFrom('outageAlert').select('at').where('kind', '=', 'started');
      return (await query.where('outageId', 'in', ids).execute()).length;
    };
    await watch('Shop', 'down', 20 * MINUTE_MS);
    for (const state of ['down', 'up', 'down', 'up', 'down'] as const) {
      clock.advance(MINUTE_MS);
      await look(state, 'Shop');
    }
    expect(await alarms('Shop')).toBe(2);
    expect(await raiseHeldAlarms(ctx())).toEqual([]);
    clock.advance(5 * MINUTE_MS);
    expect(await raiseHeldAlarms(ctx())).toHaveLength(1);
    expect(await raiseHeldAlarms(ctx())).toEqual([]);
    expect(await alarms('Shop')).toBe(3);
    await watch('Search', 'degraded', 20 * MINUTE_MS);
    for (const state of ['down', 'up', 'down', 'up'] as const) {
      clock.advance(MINUTE_MS);
      await look(state, 'Search');
    }
    const worse = await addCheck(database.db, of('Search').serviceId, { failAfter: 1, intervalMs: HOUR_MS });
    clock.advance(MINUTE_MS);
    await recordPlayed(ctx(), [{ checkId: worse.id, at: clock.at, state: 'down' }]);
    expect(await alarms('Search')).toBe(3);
  });
});
