import type { Expression, ExpressionBuilder, SqlBool } from 'kysely';
import { endsOfMonths } from '#domain/credits/many/matrix-months';
import type { Database } from '../schema.ts';
import type { CustomerPage } from './customer-matrix.ts';

/** Whether a customer has a contract here, and something of the wanted kind in it. */
export function matrixFilter(eb: ExpressionBuilder<Database, 'organization'>, page: CustomerPage): Expression<SqlBool> {
  const covered = eb
    .selectFrom('contract')
    .innerJoin('contractService as covers', 'covers.contractId', 'contract.id')
    .select('contract.id')
    .whereRef('contract.organizationId', '=', 'organization.id')
    .$if(page.serviceId !== undefined, (query) => query.where('covers.serviceId', '=', page.serviceId ?? ''))
    .$if(page.direction !== undefined, (query) => query.where('contract.direction', '=', page.direction ?? 'we-owe'));
  if (page.state === undefined) return eb.exists(covered);
  const claimed = page.state === 'claimed' || page.state === 'granted' || page.state === 'declined';
  return claimed ? hasClaim(eb, page) : hasLine(eb, page);
}

function hasClaim(eb: ExpressionBuilder<Database, 'organization'>, page: CustomerPage): Expression<SqlBool> {
  const { after, until } = endsOfMonths(page.firstMonth, page.lastMonth);
  const stages = {
    claimed: ['held', 'submitted', 'in-review'],
    granted: ['approved', 'credited'],
    declined: ['declined'],
  } as const;
  const wanted = page.state === 'granted' || page.state === 'declined' ? page.state : 'claimed';
  return eb.exists(
    eb
      .selectFrom('creditRequest as request')
      .innerJoin('creditRequestItem as item', 'item.requestId', 'request.id')
      .select('request.id')
      .whereRef('request.organizationId', '=', 'organization.id')
      .where('request.stage', 'in', [...stages[wanted]])
      .where('request.windowEnd', '>', after)
      .where('request.windowEnd', '<=', until)
      .$if(page.serviceId !== undefined, (query) => query.where('item.serviceId', '=', page.serviceId ?? ''))
      .$if(page.direction !== undefined, (query) => query.where('request.direction', '=', page.direction ?? 'we-owe')),
  );
}

/** Owed, lapsed or depending, and no live claim on it. */
function hasLine(eb: ExpressionBuilder<Database, 'organization'>, page: CustomerPage): Expression<SqlBool> {
  const { after, until } = endsOfMonths(page.firstMonth, page.lastMonth);
  const { state, now } = page;
  return eb.exists(
    eb
      .selectFrom('contract')
      .innerJoin('slaAssessment as assessment', 'assessment.contractId', 'contract.id')
      .innerJoin('assessmentLine as line', 'line.bodyId', 'assessment.bodyId')
      .select('contract.id')
      .whereRef('contract.organizationId', '=', 'organization.id')
      .where('assessment.revision', 'is not', null)
      .where('assessment.supersededAt', 'is', null)
      .where('assessment.windowEnd', '>', after)
      .where('assessment.windowEnd', '<=', until)
      .where(
        'line.verdict',
        'in',
        state === 'depends' ? ['depends'] : state === 'lapsed' ? ['owed', 'depends'] : ['owed'],
      )
      .where((one) =>
        state === 'lapsed'
          ? one('line.lapsesAt', '<=', now)
          : one.or([one('line.lapsesAt', 'is', null), one('line.lapsesAt', '>', now)]),
      )
      .where((one) =>
        one.not(
          one.exists(
            one
              .selectFrom('creditRequestItem as item')
              .select('item.id')
              .whereRef('item.contractId', '=', 'contract.id')
              .whereRef('item.serviceId', '=', 'line.serviceId')
              .whereRef('item.windowStart', '=', 'assessment.windowStart')
              .where('item.endedAt', 'is', null),
          ),
        ),
      )
      .$if(page.serviceId !== undefined, (query) => query.where('line.serviceId', '=', page.serviceId ?? ''))
      .$if(page.direction !== undefined, (query) => query.where('contract.direction', '=', page.direction ?? 'we-owe')),
  );
}
