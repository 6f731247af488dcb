/** How the product words an incident it opened itself; `names` is a list such as “Gmail and Google Drive”. */
export interface IncidentMessages {
  readonly title: { readonly degraded: (names: string) => string; readonly down: (names: string) => string };
  readonly unnamed: string;
  readonly others: (count: number) => string;
  readonly failing: (names: string) => string;
  readonly joined: (names: string) => string;
  readonly recovered: (names: string) => string;
  readonly flapping: (names: string, facts: { readonly times: number }) => string;
  readonly explained: (names: string, facts: { readonly causes: string }) => string;
  readonly mistaken: (names: string) => string;
  readonly merged: (names: string) => string;
  readonly uncounted: (names: string) => string;
  readonly unwatched: (names: string) => string;
}

export const en: IncidentMessages = {
  title: { degraded: (names) => `Problems with ${names}`, down: (names) => `Outage of ${names}` },
  unnamed: 'a service',
  others: (count) => (count === 1 ? '1 other service' : `${count} other services`),
  failing: (names) => `Our checks of ${names} are failing. We are looking into the cause.`,
  joined: (names) => `Our checks of ${names} are failing as well.`,
  recovered: (names) => `Our checks of ${names} succeed again. This incident is over.`,
  flapping: (names, { times }) =>
    `Flapping: ${times} times. ${names} keeps failing and coming back. We count each outage by itself, and call this over once it stays well.`,
  explained: (names, { causes }) => `Our checks of ${names} are failing as well, because ${causes} is needed for it.`,
  mistaken: (names) =>
    `Our own measuring was at fault: our checks of ${names} could not see anything. What we called an outage is taken back.`,
  merged: (names) => `It is part of an earlier incident of ${names}, and goes on there.`,
  uncounted: (names) =>
    `By the rule of ${names} what our checks saw is no outage. What we called an outage is taken back.`,
  unwatched: (names) => `We no longer watch ${names} in the way that showed this. This incident is closed.`,
};
