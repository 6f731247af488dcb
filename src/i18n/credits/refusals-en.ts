import type { CreditRefusals } from './refusals.ts';

export const refusalsEn: CreditRefusals = {
  noContract: 'There is no such contract.',
  noWindow: 'The contract has no such month.',
  noService: 'This contract does not cover that service.',
  noTicket: 'There is no such ticket of your organisation.',
  noRequest: 'There is no such claim.',
  notAsker: 'Only an admin of the organisation can do this.',
  chooseService: 'Choose at least one service.',
  notCovered: (service) => `The policy of this contract does not cover ${service}.`,
  notMeasured: (service) =>
    `${service} was not measured in this month, so nothing can be worked out. Tell us of the outage in a ticket.`,
  notOwed: (service) => `Nothing is owed for ${service} in this month. The arithmetic shows why.`,
  lapsed: (service, day, zone) =>
    `The credit for ${service} could be asked for until the end of ${day} (${zone}). That day has passed.`,
  asked: (service, no) => `The credit for ${service} was asked for already, in claim ${no}.`,
  askedJustNow: 'The credit for one of these services was asked for already, a moment ago.',
  noteNeeded: 'State the missing fact in the note: the answer depends on it.',
  noteTooLong: 'Please keep the note under 5,000 characters.',
  alreadyAnswered: 'This claim was answered already.',
  alreadyWithdrawn: 'This claim was withdrawn.',
  amountWrong: 'An amount is a plain whole figure of its unit, such as 3 days or 10 %.',
  amountsNeeded: 'Say how much the provider credits, or record that it declined.',
  questionNeeded: 'Write down what you want to know.',
  replyNeeded: 'Write the answer to the question.',
  appealNeeded: 'Say what is wrong with the answer.',
  textTooLong: 'Please keep it under 5,000 characters.',
  nothingAfterAll: 'The month is over, and nothing is owed after all, because:',
  contractEnded: 'The contract ended before this window began: nothing is owed under it.',
  otherUnit: 'The terms pay this window in another unit by now. Withdraw this claim and ask again.',
  nothingNew: 'Nothing has changed since it was asked.',
  noDraft: 'There is no such draft of yours.',
};
