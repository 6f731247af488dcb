import { expect, test } from 'vitest';
import { sentenceOfCause } from '#domain/watching/probe-cause';
import { sentencesOfFailure } from '#lib/run-report';

test.each([
  ['login-refused', 'The server refused the login with 535.'],
  ['login-refused', 'The server refused the login: authentication failed.'],
  ['keyword-missing', 'The answer does not contain “welcome”.'],
  ['json-invalid', 'The answer is not JSON.'],
] as const)('the cause %s is not said twice beside “%s”', (cause, detail) => {
  expect(sentencesOfFailure(sentenceOfCause(cause), detail)).toEqual([detail]);
});

test('what only the detail knows stands after the cause', () => {
  const cause = sentenceOfCause('unexpected-code');
  expect(sentencesOfFailure(cause, 'The answer was 503 instead of 200-299.')).toHaveLength(2);
  expect(sentencesOfFailure(cause, '')).toEqual([cause]);
});
