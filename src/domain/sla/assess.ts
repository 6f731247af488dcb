import { assessService, type ServiceContext, type ServiceRows, weighRows } from './assess-service.ts';
import type { AssessInput, Assessment } from './assessment.ts';
import { serviceKey } from './coverage.ts';
import { jointOf } from './joint.ts';
import { totalOf } from './total.ts';
import { windowOf } from './window.ts';

/** Works out what a policy owes for one window, service by service and in total after the cap. */
export function assess(input: AssessInput): Assessment {
  const { policy, asOf, fee } = input;
  const { terms } = policy;
  const window = windowOf(terms.window, input.month, input.zone ?? terms.window.zone);
  const context: ServiceContext = { input, terms, window, asOf, fee };
  const weighed = rowsByService(input).map((rows) => weighRows(rows, context));
  const covered = weighed.filter(({ coverage }) => coverage.kind !== 'not-covered');
  const joint = jointOf(covered, context);
  const services = weighed.map((one) => assessService(one, joint, context));
  return {
    policy: { id: policy.id, version: policy.version, name: policy.name },
    window,
    asOf,
    open: asOf < window.endedAt,
    services,
    total: totalOf({ lines: services.filter((line) => line.covered), covered, joint }, context),
    ...(fee ? { fee } : {}),
  };
}

/** The rows of each service, whatever its spelling; the first one seen is the one shown. */
function rowsByService({ outages, services }: AssessInput): ServiceRows[] {
  const groups = Map.groupBy(outages, (row) => serviceKey(row.service));
  if (!services) return [...groups.values()].map((rows) => ({ service: rows[0]?.service.trim() ?? '', rows }));
  return services.map((service) => ({ service: service.trim(), rows: groups.get(serviceKey(service)) ?? [] }));
}
