import type { Interval } from '../interval.ts';
import type { AssessmentLine } from '../sla/assessment.ts';
import type { OutageSource } from '../words.ts';
import type { ContractedService } from './evidence.ts';
import { statedFrom } from './record-reach.ts';

/** What one source says of one service: nothing where it never looked. */
export type SourceFigure =
  | { readonly said: 'nothing' }
  | { readonly said: 'figure'; readonly percent: string; readonly certainPercent: string; readonly unknownMs: number };

export type LinesBySource = ReadonlyMap<OutageSource, AssessmentLine>;

interface Said {
  /** Of the sources that have a row in the window. */
  readonly lines: LinesBySource;
  /** What of the window lies in the term of the contract and is over. */
  readonly passed: Interval;
}

/** The figures of the three sources side by side. */
export function sourceFigures(service: ContractedService, said: Said): Record<OutageSource, SourceFigure> {
  return {
    measured: measuredFigure(service, said),
    declared: figureOf(said.lines.get('declared'), 0),
    provider: providerFigure(service, said),
  };
}

const ALL_UP = { said: 'figure', percent: '100.000000', certainPercent: '100.000000', unknownMs: 0 } as const;

function measuredFigure({ measuredSince }: ContractedService, { lines, passed }: Said): SourceFigure {
  const line = lines.get('measured');
  if (!line) return measuredSince === null ? { said: 'nothing' } : ALL_UP;
  const passedMs = passed.endedAt - passed.startedAt;
  const sawNothing = line.downtime.ms === 0 && passedMs > 0 && line.unknownMs >= passedMs;
  return sawNothing ? { said: 'nothing' } : figureOf(line, 0);
}

/** What had passed before the feed was first read is unknown, however long the feed is read now. */
function providerFigure(service: ContractedService, { lines, passed }: Said): SourceFigure {
  const from = statedFrom(service);
  const line = lines.get('provider');
  if (from === null) return figureOf(line, 0);
  const unreadMs = Math.max(0, Math.min(from, passed.endedAt) - passed.startedAt);
  if (line) return figureOf(line, unreadMs);
  const isUnread = unreadMs > 0 && unreadMs >= passed.endedAt - passed.startedAt;
  return isUnread ? { said: 'nothing' } : { ...ALL_UP, unknownMs: unreadMs };
}

function figureOf(line: AssessmentLine | undefined, moreUnknownMs: number): SourceFigure {
  if (!line) return { said: 'nothing' };
  const { uptime, certain, unknownMs } = line;
  const figures = { percent: uptime.percent, certainPercent: certain.uptime.percent };
  return { said: 'figure', ...figures, unknownMs: unknownMs + moreUnknownMs };
}
