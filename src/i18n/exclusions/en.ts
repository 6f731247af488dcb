import type { ExclusionMessages } from './messages.ts';

export const en: ExclusionMessages = {
  title: 'Time taken out',
  intro:
    'We do not count this time as downtime under this contract. Who decided it and why stays here, also when it counts again.',
  introProvider:
    'The provider does not count this time as downtime. What it said stays here, also when it counts again.',
  everyService: 'All services',
  span: (from, to, zone) => `${from} to ${to} (${zone})`,
  takenOut: (by, day) => `Taken out by ${by} on ${day}.`,
  takenOutByProvider: (provider, recordedBy, day) => `Taken out by ${provider}; recorded by ${recordedBy} on ${day}.`,
  countsAgain: (by, day) => `Counts again since ${day}, by ${by}:`,
};
