import { createConnection, createServer, type AddressInfo, type Socket } from 'node:net';

/** One address before nodes that come and go. */
export class Gate {
  port = 0;
  readonly #open = new Set<Socket>();
  readonly #server = createServer(outside => {
    const inside = createConnection(this.port, '127.0.0.1');
    for (const [one, other] of [[outside, inside], [inside, outside]] as const) {
      this.#open.add(one);
      one.on('error', () => other.destroy()).on('close', () => {
        this.#open.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });

  listen(port: number): Promise<void> {
    return new Promise(done => this.#server.listen(port, '127.0.0.1', done));
  }

  /** Leads to another node from now on; who is connected has to come again. */
  turnTo(port: number): void {
    this.port = port;
    this.#open.forEach(socket => socket.destroy());
  }

  close(): void {
    this.#server.close();
    this.#open.forEach(socket => socket.destroy());
  }
}

export const freePort = (): Promise<number> => new Promise(done => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo;
    server.close(() => done(port));
  });
});
