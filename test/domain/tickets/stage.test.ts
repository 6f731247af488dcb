import { describe, expect, test } from 'vitest';
import { closingObstacle, stageAfter, type TicketStep, waitsFor } from '#domain/tickets/stage';
import { RESOLUTION_KINDS, TICKET_STAGES } from '#domain/words';

const STEPS: readonly TicketStep[] = [
  'operator-answers',
  'operator-asks',
  'operator-solves',
  'admin-replies',
  'close',
  'reopen',
];

describe('the stages of a ticket', () => {
  test('a closed ticket can only be reopened, an open one cannot', () => {
    for (const step of STEPS) expect(stageAfter('closed', step)).toBe(step === 'reopen' ? 'in-progress' : undefined);
    for (const stage of TICKET_STAGES.filter((name) => name !== 'closed'))
      expect(stageAfter(stage, 'reopen')).toBeUndefined();
  });

  test('every open stage takes every other step', () => {
    for (const stage of TICKET_STAGES.filter((name) => name !== 'closed'))
      for (const step of STEPS.filter((name) => name !== 'reopen')) expect(stageAfter(stage, step)).toBeDefined();
  });

  test('a reply to a question or a solution gives the move back to the desk', () => {
    expect(stageAfter('action-required', 'admin-replies')).toBe('in-progress');
    expect(stageAfter('solution-provided', 'admin-replies')).toBe('in-progress');
    expect(waitsFor('in-progress')).toBe('operator');
    expect(waitsFor('action-required')).toBe('admin');
    expect(waitsFor('closed')).toBe('nobody');
  });

  test('only “solved by an outage” asks for a tied outage that is over', () => {
    for (const kind of RESOLUTION_KINDS.filter((name) => name !== 'outage-solved'))
      expect(closingObstacle(kind, [])).toBeUndefined();
    expect(closingObstacle('outage-solved', [])).toBe('no-outage-tied');
    expect(closingObstacle('outage-solved', [{ endedAt: 5 }, { endedAt: null }])).toBe('outage-not-over');
    expect(closingObstacle('outage-solved', [{ endedAt: 5 }])).toBeUndefined();
  });
});
