import type { NoticeKind } from '#domain/notices';
import type { DeliveryState } from '#domain/words';

export interface SubscribeMessages {
  readonly title: string;
  readonly lead: string;
  readonly feeds: { readonly title: string; readonly lead: string; readonly atom: string; readonly rss: string };
  readonly hook: Readonly<
    Record<
      | 'title'
      | 'lead'
      | 'url'
      | 'urlHint'
      | 'services'
      | 'servicesHint'
      | 'kinds'
      | 'kindsHint'
      | 'submit'
      | 'wrong'
      | 'how'
      | 'steps'
      | 'once'
      | 'order'
      | 'retry'
      | 'schemas',
      string
    >
  >;
  readonly kinds: Readonly<Record<NoticeKind, string>>;
  readonly manage: Readonly<
    Record<
      | 'title'
      | 'keep'
      | 'waiting'
      | 'waitingHow'
      | 'active'
      | 'paused'
      | 'gone'
      | 'failing'
      | 'address'
      | 'wants'
      | 'everything'
      | 'events'
      | 'secret'
      | 'secretOnce'
      | 'secretNow'
      | 'secretShown'
      | 'rotating'
      | 'reveal'
      | 'rotate'
      | 'confirmAgain'
      | 'ping'
      | 'pause'
      | 'resume'
      | 'remove'
      | 'removeHint'
      | 'recent'
      | 'none'
      | 'event'
      | 'when'
      | 'outcome'
      | 'attempts'
      | 'action'
      | 'again'
      | 'unknown'
      | 'unknownHint',
      string
    >
  >;
  readonly failingSince: (moment: string) => string;
  readonly held: (moment: string) => string;
  readonly states: Readonly<Record<DeliveryState, string>>;
  readonly done: Readonly<Record<string, string>>;
  readonly refusals: Readonly<Record<string, string>>;
  readonly confirm: Readonly<Record<'title' | 'ask' | 'button' | 'done' | 'over' | 'other', string>>;
}

export const en: SubscribeMessages = {
  title: 'Subscribe',
  lead: 'Be told when something breaks and when it works again.',
  feeds: {
    title: 'Feeds',
    lead: 'For any feed reader. Nothing to sign up for, nobody knows that you read.',
    atom: 'Atom',
    rss: 'RSS',
  },
  hook: {
    title: 'Webhook',
    lead: 'For programs: each event is sent to an address of yours as signed JSON.',
    url: 'Address',
    urlHint: 'Where events are posted, such as https://example.com/hooks/status.',
    services: 'Services',
    servicesHint: 'Choose none to hear of all, those of the future too.',
    kinds: 'Events',
    kindsHint: 'Choose none to get all.',
    submit: 'Send the confirmation',
    wrong: 'This could not be sent yet:',
    how: 'How it works',
    steps:
      'First we post one event of the type subscription.confirm. It is accepted when your program answers 200 with its challenge in the body, or when somebody opens the link it holds. Nothing else is sent before.',
    once: 'Every event is signed after Standard Webhooks (webhook-id, webhook-timestamp, webhook-signature). An event may arrive twice: its webhook-id is then the same.',
    order: 'Order is not promised; data.sequence counts upwards.',
    retry:
      'Any answer from 200 to 299 counts as received. Everything else, redirects too, is tried again for three days; 410 ends the subscription.',
    schemas: 'JSON schemas',
  },
  kinds: {
    'incident.opened': 'Incident opened',
    'incident.updated': 'Incident updated',
    'incident.resolved': 'Incident resolved',
    'outage.started': 'Outage started',
    'outage.ended': 'Outage ended',
    'report.published': 'Report published',
  },
  manage: {
    title: 'Your webhook',
    keep: 'Keep the address of this page: whoever has it can change this subscription, and it is not shown anywhere else.',
    waiting: 'Waiting for confirmation.',
    waitingHow:
      'We posted a challenge to the address. Answer it with the challenge in the body, or open the link it holds; it is valid for two days.',
    active: 'Active: events are sent to this address.',
    paused: 'Paused: nothing is sent. What happens meanwhile is not sent later.',
    gone: 'Switched off: the address answered that it is gone (410).',
    failing: 'Switched off: the address has only failed for five days.',
    address: 'Address',
    wants: 'Services',
    everything: 'all',
    events: 'Events',
    secret: 'Signing secret',
    secretOnce: 'The secret can be shown once. Put it where your program checks signatures.',
    secretNow: 'This is the only time it is shown:',
    secretShown: 'The secret was shown. If it is lost, replace it.',
    rotating: 'Events are signed with the old and the new secret until',
    reveal: 'Show the secret',
    rotate: 'Replace the secret',
    confirmAgain: 'Send the challenge again',
    ping: 'Send a test event',
    pause: 'Pause',
    resume: 'Switch on again',
    remove: 'Delete this subscription',
    removeHint: 'Address, secret and the list above are deleted at once.',
    recent: 'Lately sent',
    none: 'Nothing yet.',
    event: 'Event',
    when: 'When',
    outcome: 'Outcome',
    attempts: 'Attempts',
    action: 'Action',
    again: 'Send again',
    unknown: 'This subscription does not exist',
    unknownHint: 'It was deleted, or the address of the page is not complete.',
  },
  failingSince: (moment) => `The address has failed since ${moment}. Events are tried again for three days each.`,
  held: (moment) => `The address asked for a pause until ${moment}.`,
  states: { due: 'waiting', sent: 'received', failed: 'given up', cancelled: 'not sent', kept: 'kept' },
  done: {
    created: 'We have posted a confirmation to the address. Nothing else is sent before it is answered.',
    challenged: 'The challenge is on its way.',
    pinged: 'A test event is on its way. Reload the page to see its outcome.',
    redelivered: 'The event is on its way again.',
    rotated: 'The secret is replaced. The old one signs along for a day.',
    paused: 'Paused.',
    resumed: 'Switched on again.',
    removed: 'The subscription is deleted.',
  },
  refusals: {},
  confirm: {
    title: 'Confirm the webhook',
    ask: 'Somebody asked for status events to be sent to a webhook address. If that address is yours and you want them, confirm. Otherwise close this page: nothing will be sent.',
    button: 'Send events to this address',
    done: 'Confirmed. Events are sent from now on.',
    over: 'This link is not valid any more.',
    other: 'Ask for a new one on the page that manages the subscription.',
  },
};
