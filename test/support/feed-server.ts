import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A provider's web server on 127.0.0.1 that answers as it is told; `requests` counts what it was asked. */
export class FeedServer {
  readonly requests: IncomingMessage[] = [];
  #answer: Answer = (_, response) => response.writeHead(404).end();
  readonly #server: Server = createServer((request, response) => {
    this.requests.push(request);
    this.#answer(request, response);
  });

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('The server is not listening.');
    return `http://127.0.0.1:${address.port}/incidents.json`;
  }

  answer(answer: Answer): void {
    this.#answer = answer;
  }

  /** Answers with a document and its ETag, and with 304 to those who have it. */
  serve(json: unknown, etag: string): void {
    this.#answer = (request, response) => {
      if (request.headers['if-none-match'] === etag) response.writeHead(304).end();
      else response.writeHead(200, { 'content-type': 'application/json', etag }).end(JSON.stringify(json));
    };
  }
}
