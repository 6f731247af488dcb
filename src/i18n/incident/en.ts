/** How the product words an incident it opened itself; `names` is a list such as “Gmail and Google Drive”. */
export interface IncidentMessages {
  readonly title: { readonly degraded: (names: string) => string; readonly down: (names: string) => string };
  readonly unnamed: string;
  readonly others: (count: number) => string;
  readonly failing: (names: string) => string;
  readonly joined: (names: string) => string;
  readonly recovered: (names: string) => string;
}

export const en: IncidentMessages = {
  title: { degraded: (names) => `Problems with ${names}`, down: (names) => `Outage of ${names}` },
  unnamed: 'a service',
  others: (count) => (count === 1 ? '1 other service' : `${count} other services`),
  failing: (names) => `Our checks of ${names} are failing. We are looking into the cause.`,
  joined: (names) => `Our checks of ${names} are failing as well.`,
  recovered: (names) => `Our checks of ${names} succeed again. This incident is over.`,
};
