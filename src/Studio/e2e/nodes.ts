import { spawn, type ChildProcess } from 'node:child_process';
import { freePort, Gate } from './gate';
import { expect } from './page';

/** The service in processes of their own, with the same settings, behind one address that the page knows. */
export class Nodes {
  readonly #gate = new Gate();
  readonly #alive = new Map<number, ChildProcess>();

  async open(address: string): Promise<void> {
    await this.#gate.listen(Number(new URL(address).port));
  }

  /** Starts one more, and tells by which port it is known. */
  async start(): Promise<number> {
    const port = await freePort();
    const [program, ...settings] = process.env.HOST!.split('\n');
    const node = spawn(program!, [...settings, '--Generation:PollSeconds=0.5'], {
      env: {
        ...process.env, ASPNETCORE_ENVIRONMENT: 'Development', ASPNETCORE_URLS: `http://127.0.0.1:${port}`,
        ComfyUi__Servers: process.env.SIMULATOR!,
      },
      stdio: 'ignore',
    });
    this.#alive.set(port, node);
    await expect.poll(() => fetch(`http://127.0.0.1:${port}/health/ready`).then(answer => answer.status, () => 0), { timeout: 40_000 }).toBe(200);
    this.#gate.add(port);
    return port;
  }

  async stop(port: number, signal: NodeJS.Signals): Promise<void> {
    const node = this.#alive.get(port)!;
    const stopped = new Promise(done => node.once('exit', done));
    node.kill(signal);
    await stopped;
    this.#alive.delete(port);
    this.#gate.remove(port);
  }

  close(): void {
    this.#alive.forEach(node => node.kill('SIGKILL'));
    this.#gate.close();
  }
}
