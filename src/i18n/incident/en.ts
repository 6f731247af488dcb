import type { EndKind } from '#domain/watching/automatic-text';
import type { OutageState } from '#domain/words';

/** A list such as “Gmail and Google Drive”, and how many services it stands for. */
export interface Names {
  readonly text: string;
  readonly count: number;
}

/** How the product words an incident it opened itself. */
export interface IncidentMessages {
  readonly title: {
    readonly degraded: (names: string) => string;
    readonly down: (names: string) => string;
    readonly both: (down: string, degraded: string) => string;
  };
  readonly unnamed: string;
  readonly others: (count: number) => string;
  readonly failing: Readonly<Record<OutageState, (names: string) => string>>;
  readonly brief: Readonly<Record<OutageState, (names: string) => string>>;
  readonly joined: Readonly<Record<OutageState, (names: string) => string>>;
  readonly again: Readonly<Record<OutageState, (names: string) => string>>;
  readonly worse: (names: Names) => string;
  readonly flapping: (names: Names, times: number) => string;
  readonly explained: Readonly<Record<OutageState, (names: Names, causes: Names) => string>>;
  /** What ends, while other services of the incident are not well yet. */
  readonly partly: Readonly<Record<EndKind, (names: Names) => string>>;
  readonly still: Readonly<Record<OutageState, (names: Names) => string>>;
  /** What ends the incident. */
  readonly last: Readonly<Record<EndKind, (names: string) => string>>;
}

function because(names: Names, causes: Names): string {
  return `because ${causes.text} ${causes.count > 1 ? 'are' : 'is'} needed for ${names.count > 1 ? 'them' : 'it'}`;
}

export const en: IncidentMessages = {
  title: {
    degraded: (names) => `Problems with ${names}`,
    down: (names) => `Outage of ${names}`,
    both: (down, degraded) => `Outage of ${down}, problems with ${degraded}`,
  },
  unnamed: 'a service',
  others: (count) => (count === 1 ? '1 other service' : `${count} other services`),
  failing: {
    degraded: (names) => `Our checks see problems with ${names}. We are looking into the cause.`,
    down: (names) => `Our checks of ${names} are failing. We are looking into the cause.`,
  },
  brief: {
    degraded: (names) => `Our checks saw problems with ${names} for a while. This incident is over.`,
    down: (names) => `Our checks of ${names} were failing for a while and succeed again. This incident is over.`,
  },
  joined: {
    degraded: (names) => `Our checks see problems with ${names} as well.`,
    down: (names) => `Our checks of ${names} are failing as well.`,
  },
  again: {
    degraded: (names) => `Our checks see problems with ${names} again.`,
    down: (names) => `Our checks of ${names} are failing again.`,
  },
  worse: ({ text, count }) => `It got worse: ${text} ${count > 1 ? 'are' : 'is'} down now.`,
  flapping: ({ text, count }, times) =>
    `Flapping: ${times} times. ${text} ${count > 1 ? 'keep' : 'keeps'} failing and coming back. We count each outage by itself, and say so once ${count > 1 ? 'they stay' : 'it stays'} well.`,
  explained: {
    degraded: (names, causes) => `Our checks see problems with ${names.text} as well, ${because(names, causes)}.`,
    down: (names, causes) => `Our checks of ${names.text} are failing as well, ${because(names, causes)}.`,
  },
  partly: {
    recovered: ({ text, count }) => `${text} ${count > 1 ? 'work' : 'works'} again.`,
    mistaken: ({ text }) =>
      `Our own measuring was at fault: our checks of ${text} could not see anything. What we called an outage is taken back.`,
    merged: ({ text }) => `The outage of ${text} is part of an earlier incident, and goes on there.`,
    uncounted: ({ text }) =>
      `By the rule of ${text} what our checks saw is no outage. What we called an outage is taken back.`,
    unwatched: ({ text }) => `We no longer watch ${text} in the way that showed this.`,
  },
  still: {
    down: ({ text, count }) => `${text} ${count > 1 ? 'are' : 'is'} still down.`,
    degraded: ({ text, count }) => `${text} ${count > 1 ? 'are' : 'is'} still degraded.`,
  },
  last: {
    recovered: (names) => `Our checks of ${names} succeed again. This incident is over.`,
    mistaken: (names) =>
      `Our own measuring was at fault: our checks of ${names} could not see anything. What we called an outage is taken back.`,
    merged: (names) => `It is part of an earlier incident of ${names}, and goes on there.`,
    uncounted: (names) =>
      `By the rule of ${names} what our checks saw is no outage. What we called an outage is taken back.`,
    unwatched: (names) => `We no longer watch ${names} in the way that showed this. This incident is closed.`,
  },
};
