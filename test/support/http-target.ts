import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createRawServer, type Server as RawServer, type Socket } from 'node:net';

export interface Target {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** A web server on a free port of this machine that answers as told. */
export async function httpTarget(listener: RequestListener): Promise<Target> {
  return listening(createServer(listener));
}

/** A server that speaks raw bytes: what a broken or lying one would send. */
export async function rawTarget(onConnection: (socket: Socket) => void): Promise<Target> {
  return listening(
    createRawServer((socket) => {
      socket.on('error', () => undefined);
      onConnection(socket);
    }),
  );
}

async function listening(server: Server | RawServer): Promise<Target> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
