import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** What stands before several replicas in production: each connection goes to the next one that takes it. */
export class Balancer {
  readonly #ports: readonly number[];
  readonly #server: Server;
  readonly #open = new Set<Socket>();
  #next = 0;

  constructor(ports: readonly number[]) {
    this.#ports = ports;
    this.#server = createServer((socket) => this.#serve(socket, this.#ports.length));
  }

  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    for (const socket of this.#open) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #serve(socket: Socket, tries: number): void {
    this.#open.add(socket);
    socket.once('close', () => this.#open.delete(socket)).on('error', () => undefined);
    if (tries === 0) return void socket.destroy();
    this.#next = (this.#next + 1) % this.#ports.length;
    const replica = connect(this.#ports[this.#next] ?? 0, '127.0.0.1');
    const tryNext = () => this.#serve(socket, tries - 1);
    replica.once('error', tryNext).once('connect', () => {
      replica.off('error', tryNext).on('error', () => socket.destroy());
      replica.once('close', () => socket.destroy());
      socket.once('close', () => replica.destroy());
      socket.pipe(replica).pipe(socket);
    });
  }
}
