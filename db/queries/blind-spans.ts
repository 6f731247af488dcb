import type { ExpressionBuilder, ExpressionWrapper, JoinBuilder, SqlBool } from 'kysely';
import type { Database } from '../schema.ts';

/** Joins the span, open now, in which a place cannot see a check; for a left join of `place_span` beside `check_place`. */
export function onOpenBlindSpan<T extends JoinBuilder<Database, 'checkPlace' | 'placeSpan'>>(join: T) {
  return join
    .onRef('placeSpan.checkId', '=', 'checkPlace.checkId')
    .onRef('placeSpan.placeId', '=', 'checkPlace.placeId')
    .on('placeSpan.kind', '=', 'blind')
    .on('placeSpan.endedAt', 'is', null);
}

/** Whether the place of a row of `check_place` can see its check now. */
export function canSeeNow({
  not,
  exists,
  selectFrom,
}: ExpressionBuilder<Database, 'checkPlace'>): ExpressionWrapper<Database, 'checkPlace', SqlBool> {
  return not(
    exists(
      selectFrom('placeSpan')
        .select('placeSpan.startedAt')
        .whereRef('placeSpan.checkId', '=', 'checkPlace.checkId')
        .whereRef('placeSpan.placeId', '=', 'checkPlace.placeId')
        .where('placeSpan.kind', '=', 'blind')
        .where('placeSpan.endedAt', 'is', null),
    ),
  );
}
