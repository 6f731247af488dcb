import { describe, expect, test } from 'vitest';
import type { IncidentFacts, ServiceFacts } from '#domain/status/facts';
import { statusView } from '#domain/status/status-view';
import type { Language } from '#domain/words';
import { headlineText } from '#i18n/public/headline-text';
import { plainText } from '#i18n/rich';
import { at, check, incident, NOW, outage, service } from './facts.ts';

const named = (name: string, given: Partial<ServiceFacts> = {}) => service({ names: { en: name }, ...given });
const failing = (name: string, state: 'down' | 'degraded', from = '2026-11-22T11:37:00Z') =>
  named(name, { outages: [outage(from, null, { state })] });
const unseen = (name: string) => named(name, { checks: [check({ lastSampleAt: NOW - 3_600_000 })] });

const waiting = (name: string) =>
  named(name, { checks: [check({ createdAt: NOW - 5_000, lastSampleAt: null, isJudged: false, firstUpAt: null })] });

function say(
  services: readonly ServiceFacts[],
  incidents: readonly IncidentFacts[] = [],
  lang: Language = 'en',
): string {
  const { headline } = statusView({ services, groups: [], openIncidents: incidents }, NOW);
  const { main, rest } = headlineText(headline, { lang, now: NOW });
  return plainText([...main, ...rest])
    .replaceAll(/[\u00a0\u202f]/g, ' ')
    .trim();
}

const gmail = named('Gmail');
const drive = named('Drive');
const unseenDrive = unseen('Drive');

describe('headline', () => {
  test.each<{ what: string; says: string; services: ServiceFacts[]; incidents?: IncidentFacts[] }>([
    { what: 'nothing is watched', says: 'No services are watched here yet.', services: [] },
    { what: 'all works', says: 'All 2 services work.', services: [gmail, drive] },
    { what: 'one works', says: 'The service works.', services: [gmail] },
    {
      what: 'one is down',
      says: 'Gmail has been down since 11:37 UTC (23 min). Everything else works.',
      services: [failing('Gmail', 'down'), drive],
    },
    {
      what: 'all are down',
      says: 'Gmail and Drive have been down since 11:00 UTC (1 h).',
      services: [failing('Gmail', 'down', '2026-11-22T11:00:40Z'), failing('Drive', 'down', '2026-11-22T11:00:00Z')],
    },
    {
      what: 'one is down and many are unseen',
      says: 'Gmail has been down since 11:37 UTC (23 min). We cannot see Meet and 3 other services right now, so we do not know.',
      services: [failing('Gmail', 'down'), ...['Meet', 'Chat', 'Sites', 'Groups'].map(unseen)],
    },
    {
      what: 'the worst comes first',
      says: 'Gmail has been down since 11:37. Drive has been degraded since 21 Nov, 11:00. Everything else works.',
      services: [failing('Drive', 'degraded', '2026-11-21T11:00:00Z'), failing('Gmail', 'down'), named('Meet')],
    },
    {
      what: 'services that went down at different times have no time in common',
      says: 'Shop (since 11:13) and Backup (since 11:16) are down. Everything else works.',
      services: [
        failing('Shop', 'down', '2026-11-22T11:13:00Z'),
        failing('Backup', 'down', '2026-11-22T11:16:00Z'),
        drive,
      ],
    },
    {
      what: 'more than three of them are counted',
      says: '5 services are down, the first since 11:00. Gmail has been degraded since 11:37. Everything else works.',
      services: [
        ...['A', 'B', 'C', 'D', 'E'].map((name, hour) => failing(name, 'down', `2026-11-22T11:0${hour}:00Z`)),
        failing('Gmail', 'degraded'),
        drive,
      ],
    },
    {
      what: 'an open incident whose services work again is nothing beside what fails',
      says: 'Webmail has been degraded since 11:37 UTC (23 min). Everything else works.',
      services: [failing('Webmail', 'degraded'), gmail],
      incidents: [incident([gmail], { title: 'Outage of Cache', stage: 'monitoring' })],
    },
    {
      what: 'an open incident whose services work again does not read like what nobody sees',
      says: '“Outage of Cache” has been open since 11:00 UTC, but what it concerns works again. We cannot see Drive right now, so we do not know. Everything else works.',
      services: [unseen('Drive'), gmail],
      incidents: [incident([gmail], { title: 'Outage of Cache', stage: 'monitoring' })],
    },
    {
      what: 'an open incident of a service that nobody sees may go on, whatever else fails',
      says: 'Webmail has been degraded since 11:37 UTC (23 min). “Lost” has been open since 11:00 UTC. We cannot see Drive right now, so we do not know.',
      services: [failing('Webmail', 'degraded'), unseenDrive],
      incidents: [incident([unseenDrive], { title: 'Lost', stage: 'monitoring' })],
    },
    {
      what: 'an incident without services stands beside what fails',
      says: 'Webmail has been degraded since 11:37 UTC (23 min). “Phones are silent” has been open since 11:00 UTC. Everything else works.',
      services: [failing('Webmail', 'degraded'), gmail],
      incidents: [incident([], { title: 'Phones are silent' })],
    },
    {
      what: 'many are counted after the third',
      says: 'A, B, C and 2 other services have been down since 11:37 UTC (23 min). Everything else works.',
      services: [...['A', 'B', 'C', 'D', 'E'].map((name) => failing(name, 'down')), drive],
    },
    {
      what: 'unknown is said plainly',
      says: 'We cannot see Drive right now, so we do not know. Everything else works.',
      services: [gmail, unseen('Drive')],
    },
    {
      what: 'all unknown is not all well',
      says: 'We cannot see the services right now, so we do not know.',
      services: [unseen('Gmail'), unseen('Drive')],
    },
    {
      what: 'nothing was measured yet',
      says: 'Nothing is known yet: the services have not reported so far.',
      services: [waiting('Gmail'), waiting('Drive')],
    },
    {
      what: 'a job that was never called disturbs nothing else',
      says: '2 services work. Nothing is known yet of Backup.',
      services: [gmail, waiting('Backup'), drive],
    },
    {
      what: 'of what was never seen, two names at most are told, so that what works stays in sight',
      says: '1 service works. Nothing is known yet of Backup and 2 other services.',
      services: [gmail, waiting('Backup'), waiting('Fax'), waiting('Drive')],
    },
    {
      what: 'what was never seen is not among everything else',
      says: 'Gmail has been down since 11:37 UTC (23 min). Nothing is known yet of Backup. Everything else works.',
      services: [failing('Gmail', 'down'), waiting('Backup'), drive],
    },
    {
      what: 'first failures that are not confirmed yet are no sign of working',
      says: 'We cannot see Drive right now, so we do not know. Everything else works.',
      services: [gmail, named('Drive', { checks: [check({ isJudged: false })] })],
    },
    {
      what: 'an open incident with impact keeps “all work” away',
      says: '“Mail arrives late” has been open since 11:00 UTC. No service is failing right now.',
      services: [gmail, drive],
      incidents: [incident([gmail], { title: 'Mail arrives late', stage: 'monitoring' })],
    },
    {
      what: 'an incident nobody measured is a problem of its service',
      says: 'Gmail has been degraded since 11:00 UTC (1 h). Everything else works.',
      services: [gmail, drive],
      incidents: [incident([gmail])],
    },
    {
      what: 'an information is not in the headline',
      says: 'All 2 services work.',
      services: [gmail, drive],
      incidents: [incident([gmail], { impact: 'none' })],
    },
    {
      what: 'an incident without services is named',
      says: '“Phones are silent” has been open since 11:00 UTC. No service is failing right now.',
      services: [gmail],
      incidents: [incident([], { title: 'Phones are silent' })],
    },
    {
      what: 'a resolved incident is over',
      says: 'The service works.',
      services: [gmail],
      incidents: [incident([gmail], { resolvedAt: NOW, stage: 'resolved' })],
    },
  ])('says it when $what', ({ says, services, incidents = [] }) => {
    expect(say(services, incidents)).toBe(says);
  });

  test('never says that all work while an incident with impact is open', () => {
    for (const impact of ['minor', 'major', 'critical'] as const) {
      for (const stage of ['investigating', 'identified', 'monitoring'] as const) {
        for (const services of [[], [gmail]]) {
          expect(say([gmail, drive], [incident(services, { impact, stage })])).not.toMatch(
            /services work|service works/,
          );
        }
      }
    }
  });

  test('speaks French', () => {
    expect(say([failing('Gmail', 'down'), drive], [], 'fr')).toBe(
      'Gmail est en panne depuis 11:37 UTC (23 min). Tout le reste fonctionne.',
    );
    const [shop, backup] = [failing('Shop', 'down', '2026-11-22T11:13:00Z'), failing('Backup', 'down')];
    expect(say([shop, backup, failing('Drive', 'degraded')], [], 'fr')).toBe(
      'Shop (depuis 11:13) et Backup (depuis 11:37) sont en panne. Drive est dégradé depuis 11:37.',
    );
    const cache = incident([gmail], { title: null, stage: 'monitoring' });
    expect(say([gmail, unseen('Drive')], [cache], 'fr')).toContain(
      ' est en cours depuis 11:00 UTC, mais les services concernés fonctionnent de nouveau. Nous ne voyons pas Drive',
    );
  });

  test('marks a name that is not in the language of the sentence', () => {
    const { headline } = statusView({ services: [failing('Gmail', 'down')], groups: [], openIncidents: [] }, NOW);
    expect(headlineText(headline, { lang: 'fr', now: NOW }).main).toContainEqual({ text: 'Gmail', lang: 'en' });
  });

  test('takes an outage for over once it ended, even while its incident is watched', () => {
    const ended = named('Gmail', {
      outages: [outage('2026-11-22T10:00:00Z', '2026-11-22T11:00:00Z', { incidentId: 'i' })],
    });
    const watched = incident([ended], { id: 'i', title: 'Errors', startedAt: at('2026-11-22T10:00:00Z') });
    expect(say([ended, drive], [watched])).toBe(
      '“Errors” has been open since 10:00 UTC. No service is failing right now.',
    );
  });

  test('stands above incidents in the order of what matters: those of which something fails now come first', () => {
    const shop = failing('Shop', 'down');
    const open = [
      incident([gmail], { id: 'settled', stage: 'monitoring' }),
      incident([shop], { id: 'told', impact: 'none' }),
      incident([shop], { id: 'failing' }),
      incident([], { id: 'silent' }),
    ];
    const { openIncidents } = statusView({ services: [shop, gmail], groups: [], openIncidents: open }, NOW);
    expect(openIncidents.map(({ id }) => id)).toEqual(['failing', 'silent', 'settled', 'told']);
  });
});
