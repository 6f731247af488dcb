import { createCheckBox } from '#lib/check-secrets/check-box';
import type { SecretSources } from '#lib/check-secrets/complete-target';

/** For pollers whose checks have no secrets. */
export const NO_SECRETS: SecretSources = { box: createCheckBox([]), env: {} };
