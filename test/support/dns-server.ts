import { createSocket } from 'node:dgram';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

const TYPES = { A: 1, NS: 2, CNAME: 5, SOA: 6, PTR: 12, MX: 15, TXT: 16, AAAA: 28, SRV: 33, CAA: 257 } as const;
const RCODES = { NOERROR: 0, FORMERR: 1, SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5 } as const;

export interface DnsAnswer {
  readonly rcode?: keyof typeof RCODES;
  readonly type?: keyof typeof TYPES;
  /** The data of each record, as on the wire. */
  readonly records?: readonly Uint8Array[];
}

/** A name server on a free port until the test ends; a `Buffer` is sent as it is after the question's id, nothing is silence. */
export async function serveDns(answer: (name: string) => DnsAnswer | Buffer | undefined): Promise<number> {
  const socket = createSocket('udp4');
  socket.on('message', (query, from) => {
    const reply = answer(nameIn(query));
    if (!reply) return;
    const rest = Buffer.isBuffer(reply) ? reply : encode(query, reply);
    socket.send(Buffer.concat([query.subarray(0, 2), rest]), from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise((resolve) => socket.close(resolve)));
  return (socket.address() as AddressInfo).port;
}

/** A name as on the wire. */
export function wireName(name: string): Buffer {
  const labels = name.split('.').map((label) => Buffer.from([label.length, ...Buffer.from(label)]));
  return Buffer.concat([...labels, Buffer.from([0])]);
}

function encode(query: Buffer, { rcode = 'NOERROR', type = 'A', records = [] }: DnsAnswer): Buffer {
  const header = Buffer.from([0x81, 0x80 | RCODES[rcode], 0, 1, 0, records.length, 0, 0, 0, 0]);
  const question = query.subarray(12, 12 + wireName(nameIn(query)).length + 4);
  const rows = records.map((data) => {
    const row = Buffer.alloc(12);
    row.writeUInt16BE(0xc00c, 0);
    row.writeUInt16BE(TYPES[type], 2);
    row.writeUInt16BE(1, 4);
    row.writeUInt32BE(60, 6);
    row.writeUInt16BE(data.length, 10);
    return Buffer.concat([row, data]);
  });
  return Buffer.concat([header, question, ...rows]);
}

function nameIn(query: Buffer): string {
  const labels: string[] = [];
  for (let at = 12; query[at]; at += 1 + (query[at] ?? 0)) {
    labels.push(query.toString('latin1', at + 1, at + 1 + (query[at] ?? 0)));
  }
  return labels.join('.');
}
