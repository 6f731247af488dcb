import { once } from 'node:events';
import { createServer, type ServerHttp2Stream } from 'node:http2';
import { type AddressInfo, connect } from 'node:net';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { callHttp2, Http2Error } from '#lib/http2/call';
import { readHeaderBlock, writeHeaderBlock } from '#lib/http2/header-block';
import { readHuffman } from '#lib/http2/huffman';
import { frame } from '#test/support/hostile-server';
import { serveRaw } from '#test/support/probing';

const HEADERS = [
  [':method', 'POST'],
  [':scheme', 'http'],
  [':authority', 'here.test'],
  [':path', '/echo'],
] as const;

test('what a real server packs is read as it was written, and what we write it reads', async () => {
  const server = createServer();
  server.on('stream', (stream: ServerHttp2Stream, headers) => {
    stream.respond({ ':status': 200, 'x-echo': headers['x-said'], 'x-of-the-table': 'ignored' });
    stream.end('done');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const printable = fc.string({
    unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
    maxLength: 300,
  });
  await fc.assert(
    fc.asyncProperty(printable, async (said) => {
      const socket = connect(port, '127.0.0.1');
      await once(socket, 'connect');
      const headers = [...HEADERS, ['x-said', said] as const];
      const { fields, body } = await callHttp2(socket, { headers, body: Buffer.from('hello'), bodyLimit: 100 });
      expect([fields.get(':status'), fields.get('x-echo'), body.toString()]).toEqual(['200', said, 'done']);
    }),
    { numRuns: 60 },
  );
});

test('the words of the standard are read', () => {
  expect(readHuffman(Buffer.from('f1e3c2e5f23a6ba0ab90f4ff', 'hex'))).toBe('www.example.com');
  expect(readHuffman(Buffer.from('25a849e95bb8e8b4bf', 'hex'))).toBe('custom-value');
  expect(readHuffman(Buffer.from('ffffffff', 'hex'))).toBeUndefined();
});

test('no bytes make the readers throw or remember earlier fields', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      readHeaderBlock(Buffer.from(bytes));
      readHuffman(Buffer.from(bytes));
    }),
  );
  expect(readHeaderBlock(Buffer.from([0xbe]))).toBeUndefined();
  expect(readHeaderBlock(Buffer.from([0x3f, 0xe1, 0x1f]))).toBeUndefined();
  expect(readHeaderBlock(writeHeaderBlock([['a', 'b'.repeat(5_000)]]))?.get('a')).toHaveLength(5_000);
});

test.each([
  ['a frame that is too long', frame(4, 0, 0, Buffer.alloc(20_000)), 'protocol'],
  ['no settings first', frame(6, 0, 0, Buffer.alloc(8)), 'protocol'],
  ['a pushed answer', Buffer.concat([frame(4, 0, 0), frame(5, 4, 1, [0, 0, 0, 2])]), 'protocol'],
  ['data before header fields', Buffer.concat([frame(4, 0, 0), frame(0, 1, 1, [1])]), 'protocol'],
  ['header fields of another call', Buffer.concat([frame(4, 0, 0), frame(1, 5, 3, [0x88])]), 'protocol'],
  [
    'header fields that something interrupts',
    Buffer.concat([frame(4, 0, 0), frame(1, 0, 1, [0x88]), frame(4, 0, 0)]),
    'protocol',
  ],
  ['a refusal of the call', Buffer.concat([frame(4, 0, 0), frame(3, 0, 1, [0, 0, 0, 7])]), 'reset'],
  ['a farewell', Buffer.concat([frame(4, 0, 0), frame(7, 0, 0, Buffer.alloc(8))]), 'reset'],
  ['an end in the middle', Buffer.concat([frame(4, 0, 0), frame(1, 4, 1, [0x88])]), 'reset'],
  [
    'a body that is too large',
    Buffer.concat([frame(4, 0, 0), frame(1, 4, 1, [0x88]), frame(0, 1, 1, Buffer.alloc(200))]),
    'too-large',
  ],
] as const)('%s is told', async (_name, answer, reason) => {
  const { port } = await serveRaw((socket) => void socket.once('data', () => socket.end(answer)));
  const socket = connect(port, '127.0.0.1');
  const failure = await callHttp2(socket, { headers: HEADERS, body: Buffer.alloc(0), bodyLimit: 100 }).catch(
    (error: unknown) => error,
  );
  expect(failure).toBeInstanceOf(Http2Error);
  expect(failure).toMatchObject({ reason });
});
