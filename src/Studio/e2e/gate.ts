import { createConnection, createServer, type AddressInfo, type Socket } from 'node:net';

/** One address before nodes that come and go: each connection leads to the next node that takes it. */
export class Gate {
  #ports: number[] = [];
  #turn = 0;
  readonly #open = new Set<Socket>();
  readonly #server = createServer(outside => {
    const from = this.#turn++ % (this.#ports.length || 1);
    this.#lead(outside, [...this.#ports.slice(from), ...this.#ports.slice(0, from)]);
  });

  listen(port: number): Promise<void> {
    return new Promise(done => this.#server.listen(port, '127.0.0.1', done));
  }

  add(port: number): void {
    this.#ports.push(port);
  }

  remove(port: number): void {
    this.#ports = this.#ports.filter(one => one !== port);
  }

  close(): void {
    this.#server.close();
    this.#open.forEach(socket => socket.destroy());
  }

  #lead(outside: Socket, [port, ...others]: number[]): void {
    if (port === undefined) {
      outside.destroy();
      return;
    }
    const inside = createConnection(port, '127.0.0.1');
    const goOn = (): void => this.#lead(outside, others);
    inside.once('error', goOn).once('connect', () => {
      inside.off('error', goOn);
      this.#join(outside, inside);
    });
  }

  #join(outside: Socket, inside: Socket): void {
    for (const [one, other] of [[outside, inside], [inside, outside]] as const) {
      this.#open.add(one);
      one.on('error', () => other.destroy()).on('close', () => {
        this.#open.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  }
}

export const freePort = (): Promise<number> => new Promise(done => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo;
    server.close(() => done(port));
  });
});
