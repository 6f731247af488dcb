import type { AssessInput, Assessment } from './assessment.ts';

/** Works out what a policy owes for one window, service by service and in total after the cap. */
export function assess(input: AssessInput): Assessment {
  throw new Error(`The arithmetic of ${input.policy.id} is not here yet.`);
}
