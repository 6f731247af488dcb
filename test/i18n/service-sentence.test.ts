import { expect, test } from 'vitest';
import type { ServiceLine } from '#domain/status/status-view';
import { serviceSentence } from '#i18n/public/day-text';

const UPTIME = {
  ...{ uptimePpm: null, downMs: 0, degradedMs: 0, maintenanceMs: 0, unknownMs: 0, unknownPpm: 0 },
  ...{ recordedFrom: null, partial: false },
};
const LINE = {
  state: 'operational',
  since: null,
  days: [],
  uptime: UPTIME,
  seenBy: 'checks',
} as unknown as ServiceLine;

test('what is said of a service that was hardly measured begins each sentence with a capital', () => {
  expect(serviceSentence(LINE, { lang: 'en', now: 0 })).toBe('Operational. Not measured.');
  expect(serviceSentence(LINE, { lang: 'fr', now: 0 })).toBe('Fonctionne. Non mesuré.');
});
