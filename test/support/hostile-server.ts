import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';

/** Says the same again and again, as fast as the other side takes it. */
export function flood(socket: Socket, text: string | Buffer): void {
  const bytes = Buffer.from(text as string, 'latin1');
  const block = Buffer.concat(Array.from({ length: Math.ceil(16_384 / bytes.length) }, () => bytes));
  const pump = (): void => {
    while (!socket.destroyed && socket.writable && socket.write(block));
  };
  socket.on('drain', pump);
  pump();
}

/** Says a little again and again, slowly. */
export function trickle(socket: Socket, text: string): void {
  const timer = setInterval(() => socket.write(text), 20);
  socket.on('close', () => clearInterval(timer));
}

/** Opens a WebSocket as its client asks. */
export function openWebsocket(socket: Socket, then: () => void): void {
  let asked = '';
  socket.on('data', (bytes) => {
    asked += bytes;
    const key = /sec-websocket-key: (.*)\r/i.exec(asked)?.[1];
    if (key === undefined || !asked.endsWith('\r\n\r\n')) return;
    const proof = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
    const lines = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
    socket.write(`${[...lines, `Sec-WebSocket-Accept: ${proof}`].join('\r\n')}\r\n\r\n`);
    then();
  });
}

/** A frame of HTTP/2. */
export function frame(type: number, flags: number, stream: number, payload: readonly number[] | Buffer = []): Buffer {
  const header = Buffer.alloc(9);
  header.writeUIntBE(payload.length, 0, 3);
  header[3] = type;
  header[4] = flags;
  header.writeUInt32BE(stream, 5);
  return Buffer.concat([header, Buffer.from(payload)]);
}
