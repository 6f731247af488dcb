import type { Migration } from 'kysely/migration';
import * as spine from './0001-spine.ts';
import * as accounts from './0002-accounts.ts';
import * as support from './0003-support.ts';
import * as credits from './0004-credits.ts';
import * as deliveries from './0005-deliveries.ts';
import * as feeds from './0006-feeds.ts';
import * as contractTerms from './0007-contract-terms.ts';
import * as assessments from './0008-assessments.ts';
import * as claims from './0009-claims.ts';
import * as chain from './0010-chain.ts';
import * as providerExchange from './0011-provider-exchange.ts';
import * as outageAlerts from './0012-outage-alerts.ts';
import * as manyAtOnce from './0013-many-at-once.ts';
import * as exclusions from './0014-exclusions.ts';
import * as corrections from './0015-corrections.ts';
import * as feeCredits from './0016-fee-credits.ts';
import * as heartbeats from './0017-heartbeats.ts';
import * as judging from './0018-judging.ts';
import * as rollups from './0019-rollups.ts';
import * as checkSettings from './0020-check-settings.ts';
import * as maintenance from './0021-maintenance.ts';
import * as windowEnds from './0023-window-ends.ts';
import * as places from './0024-places.ts';
import * as seenChecks from './0027-seen-checks.ts';
import * as feeRecord from './0029-fee-record.ts';
import * as firstAnswers from './0029-first-answers.ts';
import * as blankedEvidence from './0030-blanked-evidence.ts';
import * as runTimings from './0031-run-timings.ts';
import * as affectedUsers from './0032-affected-users.ts';
import * as changedRhythm from './0035-changed-rhythm.ts';
import * as incidentNews from './0036-incident-news.ts';
import * as toldStates from './0037-told-states.ts';
import * as toldEnds from './0038-told-ends.ts';
import * as knownStates from './0040-known-states.ts';
import * as unwatchedEnds from './0042-unwatched-ends.ts';
import * as gapsOfPages from './0043-gaps-of-pages.ts';
import * as unansweredChecks from './0044-unanswered-checks.ts';

/** Every migration in order; the key is the name recorded in the database and never changes. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-spine': spine,
  '0002-accounts': accounts,
  '0003-support': support,
  '0004-credits': credits,
  '0005-deliveries': deliveries,
  '0006-feeds': feeds,
  '0007-contract-terms': contractTerms,
  '0008-assessments': assessments,
  '0009-claims': claims,
  '0010-chain': chain,
  '0011-provider-exchange': providerExchange,
  '0012-outage-alerts': outageAlerts,
  '0013-many-at-once': manyAtOnce,
  '0014-exclusions': exclusions,
  '0015-corrections': corrections,
  '0016-fee-credits': feeCredits,
  '0017-heartbeats': heartbeats,
  '0018-judging': judging,
  '0019-rollups': rollups,
  '0020-check-settings': checkSettings,
  '0021-maintenance': maintenance,
  '0023-window-ends': windowEnds,
  '0024-places': places,
  '0027-seen-checks': seenChecks,
  '0029-first-answers': firstAnswers,
  '0029-fee-record': feeRecord,
  '0030-blanked-evidence': blankedEvidence,
  '0031-run-timings': runTimings,
  '0032-affected-users': affectedUsers,
  '0035-changed-rhythm': changedRhythm,
  '0036-incident-news': incidentNews,
  '0037-told-states': toldStates,
  '0038-told-ends': toldEnds,
  '0040-known-states': knownStates,
  '0042-unwatched-ends': unwatchedEnds,
  '0043-gaps-of-pages': gapsOfPages,
  '0044-unanswered-checks': unansweredChecks,
};
