import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers at once, or after `?after=MS`; tells its port to the process that started it and ends with it. */
const server = createServer((request, response) => {
  const after = Number(new URL(request.url ?? '/', 'http://target').searchParams.get('after') ?? 0);
  if (after === 0) response.end('ok');
  else setTimeout(() => response.end('ok'), after);
});
server.listen(0, '127.0.0.1', 4_096, () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.on('disconnect', () => process.exit(0));
