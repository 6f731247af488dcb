import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cycleSentence, type Dependency, dependentsOf, findCycle, needsOf } from '#domain/watching/dependencies';

const one = (text: string): Dependency => ({ serviceId: text.slice(0, 1), needsId: text.slice(-1) });
const all = (...texts: string[]): Dependency[] => texts.map(one);

test('what is needed is found by way of others, the nearest first', () => {
  expect(needsOf('a', all('a>b', 'b>c', 'a>d', 'c>e'))).toEqual(['b', 'd', 'c', 'e']);
  expect(dependentsOf('e', all('a>b', 'b>c', 'a>d', 'c>e'))).toEqual(['c', 'b', 'a']);
});

test('a circle is found and put into words', () => {
  const cycle = findCycle(all('a>b', 'b>c', 'c>b'));
  expect(cycle).toEqual(['b', 'c', 'b']);
  expect(cycleSentence(cycle ?? [])).toBe(
    'b needs c, which needs b: services that need each other in a circle cannot explain an outage.',
  );
  expect(cycleSentence(['a', 'a'])).toBe('a needs itself: a service cannot explain its own outage.');
});

const letter = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
const dependencies = fc.array(fc.record({ serviceId: letter, needsId: letter }), { maxLength: 12 });

test('there is a circle exactly when something can be reached from itself, and nobody’s needs are endless', () => {
  fc.assert(
    fc.property(dependencies, (given) => {
      const reachesItself = given.some(
        ({ serviceId, needsId }) => needsId === serviceId || needsOf(needsId, given).includes(serviceId),
      );
      expect(findCycle(given) !== undefined).toBe(reachesItself);
      for (const { serviceId } of given) {
        const needs = needsOf(serviceId, given);
        expect(new Set(needs).size).toBe(needs.length);
        expect(needs).not.toContain(serviceId);
      }
    }),
  );
});
