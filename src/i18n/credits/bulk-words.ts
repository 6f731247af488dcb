import type { BulkRefusal } from '#domain/credits/many/plan-bulk';
import type { BulkAction } from '#domain/words';

/** Why a step leaves a contract out; the console speaks English. */
export const BULK_REFUSALS: Readonly<Record<BulkRefusal, string>> = {
  'provider-decides': 'The provider decides on this one. Ask for it instead.',
  'we-decide': 'This customer is owed by us. Grant it instead.',
  'window-open': 'The month is not over: more downtime may still be added. Grant it once it has ended.',
  'not-owed': 'Nothing is owed by the arithmetic of this contract.',
  lapsed: 'The time to ask for it has passed.',
  'granted-before': 'It is granted already.',
  'second-waits': 'A decision on it waits for a second operator.',
  'under-appeal':
    'An appeal waits here: it is decided on its own page, by somebody who took no part in the first answer.',
  'other-unit': 'Credits of this month were granted in another unit. Take them back first.',
  'cap-used': 'The cap for this month is used up by earlier credits.',
  'nothing-asked': 'Nobody asked for it, so there is nothing to decline.',
  'asked-before': 'It is asked for already.',
};

/** What a step is called. */
export const BULK_ACTION_WORDS: Readonly<
  Record<BulkAction, { readonly name: string; readonly button: string; readonly done: string; readonly hint: string }>
> = {
  grant: {
    name: 'Grant',
    button: 'Grant',
    done: 'granted',
    hint: 'Answers what was asked, and offers the rest without being asked. Each contract by its own arithmetic.',
  },
  decline: {
    name: 'Decline',
    button: 'Decline',
    done: 'declined',
    hint: 'Answers claims that wait. The reason goes to every customer.',
  },
  ask: {
    name: 'Ask the provider',
    button: 'Ask for',
    done: 'asked for',
    hint: 'Opens a claim against each provider, ready to be sent. The reason becomes its note.',
  },
};
