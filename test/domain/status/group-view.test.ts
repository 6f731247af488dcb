import { describe, expect, test } from 'vitest';
import { groupView } from '#domain/status/group-view';
import type { ServiceLine } from '#domain/status/status-view';
import type { ServiceState } from '#domain/words';
import { messages } from '#i18n/public/messages';

const lines = (...states: ServiceState[]): ServiceLine[] =>
  states.map((state, index) => ({ id: `s${index}`, state }) as ServiceLine);
const many = (count: number, state: ServiceState = 'operational'): ServiceState[] => Array(count).fill(state);

describe('a group of services', () => {
  test.each([
    [['operational', 'down', 'degraded', 'unknown'], 'Down · 2 of 4 affected', 'En panne · 2 sur 4 touchés'],
    [['degraded', 'operational', 'maintenance'], 'Degraded · 1 of 3 affected', 'Dégradé · 1 sur 3 touché'],
    [['unknown', 'maintenance', 'unknown'], 'Under maintenance · 1 of 3', 'En maintenance · 1 sur 3'],
    [['unknown', 'operational'], 'Unknown · 1 of 2', 'Inconnu · 1 sur 2'],
    [many(6), 'All 6 work', 'Les 6 fonctionnent'],
  ] as const)('of %s stands at the worst of them', (states, en, fr) => {
    const { standing } = groupView(null, lines(...states), states.length);
    if (!standing) throw new Error('A group of several has a standing.');
    expect(messages('en').status.groupStanding(standing)).toBe(en);
    expect(messages('fr').status.groupStanding(standing)).toBe(fr);
  });

  test('of one service does not repeat what it says', () => {
    expect(groupView(null, lines('down'), 1).standing).toBeNull();
  });

  test('shows every service where the page has few, and all that do not work where it has many', () => {
    const services = lines(...many(10), 'down', 'unknown');
    const ids = (shown: readonly ServiceLine[]) => shown.map(({ id }) => id);
    expect(groupView(null, services, 12)).toMatchObject({ services, folded: [] });
    const folded = groupView(null, services, 90);
    expect(ids(folded.services)).toEqual(['s10', 's11']);
    expect(ids(folded.folded)).toEqual(ids(services.slice(0, 10)));
  });

  test('folds nothing where only a few work', () => {
    expect(groupView(null, lines('down', ...many(3)), 90).folded).toEqual([]);
  });
});
