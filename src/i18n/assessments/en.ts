import type { AssessmentCause } from '#domain/credits/assessment-cause';
import type { AssessmentMessages, BundleFacts } from './messages.ts';

export const en: AssessmentMessages = {
  life: {
    open: (until) => `This window is open until ${until}.`,
    certain: (credit) => `Certain on what is on record: ${credit}.`,
    certainNothing: 'Nothing is certain to be owed so far.',
    mayRise: (until) => `Any downtime until ${until} can still raise it.`,
    closing: 'This window has closed. Its result is frozen within minutes.',
    frozen: (day, revision) =>
      revision === 1
        ? `Frozen on ${day}.`
        : `Frozen on ${day} as assessment ${revision}; the earlier ones stay readable.`,
    confirmed: (day, cause) => `Assessed again on ${day} with the same result (${cause}).`,
    earlier: (revision) => `This is assessment ${revision}. A later one has taken its place.`,
    toCurrent: 'To the one that stands',
  },
  history: {
    title: 'What changed',
    intro: 'A correction never overwrites a result: it is assessed anew, and the old figures stay beside the new ones.',
    revision: (revision) => `assessment ${revision}`,
    service: 'Service',
    uptime: 'Uptime',
    owed: 'Owed',
    before: 'Before',
    after: 'After',
    nothing: 'nothing',
    heading: (day, cause) => `${day}: ${cause}`,
    see: 'See the earlier arithmetic',
    noFigures: 'The figures stay the same; the times or the sources changed.',
    cause: causeOf,
  },
  proposal: {
    title: 'What this changes in the ledger',
    intro: 'A credit was granted on an earlier assessment. Nothing changes by itself: a person decides.',
    what: 'Proposal',
    credited: 'Credited',
    target: 'By the new assessment',
    stage: 'Decision',
    decide: 'Decide',
    line: (service, what) => `${service}: ${what}`,
    kinds: { 'top-up': (credit) => `${credit} more`, reversal: (credit) => `${credit} back` },
    stages: { open: 'Open', accepted: 'Accepted', dismissed: 'Dismissed', overtaken: 'Overtaken by a later change' },
    claim: (no) => `claim ${no}`,
  },
  question: {
    title: 'Questions that would settle it',
    intro:
      'The result depends on facts that are not on record here. Copy these questions and send them to the provider.',
    label: 'Questions to copy',
    heading: ({ service, month, zone }) => `${service}, ${month} (times in ${zone})`,
    ask: {
      'own-error-share': (above) =>
        `Which share of the requests of our own domain failed? The agreement counts more than ${above} %. Please state it minute by minute.`,
      'own-affected': () => 'Were our own users affected, and from when to when?',
      'own-user-minutes': () => 'How many of our users were affected, for how many minutes each?',
      'own-error-rates': () => 'Which error rate had our own requests in each interval of the agreement?',
      'maintenance-announced-at': 'When, and in which way, was the maintenance announced to us?',
      'maintenance-in-contract': 'Which clause of the agreement says whether announced maintenance counts as downtime?',
      other: (fact) => `Please state: ${fact}`,
    },
    times: (times) => `It concerns: ${times.join('; ')}.`,
  },
  bundle: {
    link: 'Download the evidence (ZIP)',
    hint: 'Outages with their revisions, terms, samples, tickets and every step: enough to get the same numbers on another machine.',
    readme,
  },
};

function causeOf(cause: AssessmentCause, serviceName: (id: string) => string): string {
  switch (cause.kind) {
    case 'window-closed':
      return 'the window closed';
    case 'outage': {
      const what = { added: 'was added late', corrected: 'was corrected', retracted: 'was retracted' } as const;
      return `an outage of ${serviceName(cause.serviceId)} ${what[cause.change]}`;
    }
    case 'gap':
      return `it became known when ${serviceName(cause.serviceId)} was not measured`;
    case 'feed':
      return `it became known what its provider states about ${serviceName(cause.serviceId)}`;
    case 'contract':
      if (cause.change === 'arithmetic') return 'such terms are worked out more exactly than before';
      return cause.change === 'fee' ? 'the fee of the contract changed' : 'the contract changed';
    case 'maintenance':
      return 'a maintenance changed';
    case 'exclusion':
      return cause.change === 'decided' ? 'an exclusion was decided' : 'an exclusion was taken back';
    case 'several':
      return new Intl.ListFormat('en').format(cause.causes.map((one) => causeOf(one, serviceName)));
  }
}

function readme(facts: BundleFacts): string {
  const { counterparty, month, zone, from, to, policy, version, frozen, evidenceHash, ledgerHead } = facts;
  return `EVIDENCE OF AN SLA ASSESSMENT

Contract with: ${counterparty}
Window:        ${month} (${zone}), from ${from} until before ${to}
Terms:         ${policy}, version ${version}
State:         ${frozen ? `assessment ${frozen.revision}, frozen at ${frozen.at}` : 'open: more downtime may be added'}
Evidence hash: ${evidenceHash}
Ledger:        ${ledgerHead ? `entry ${ledgerHead.seq}, hash ${ledgerHead.hash}` : 'no entry under this contract yet'}

Files
  arithmetic.txt   every step of the arithmetic, in English and French
  assessment.json  the result for programs
  evidence.json    what the arithmetic rests on: terms, outages, times without measurement; also revisions, samples, tickets
  outages.csv      the outages as a table
  hashes.txt       SHA-256 of each file

To check it
  sha256sum --check hashes.txt
  npm run -s cli -- assess --evidence THIS-FILE.zip
The second works out the result from evidence.json alone and says so where a file or a number differs.

What it cannot prove
  A dashboard sees services from outside. Agreements often speak of the requests of one customer: what is not known of them is named
  among the assumptions. Whoever doubts that this file is the one handed over compares the evidence hash with the page of the window.
`;
}
