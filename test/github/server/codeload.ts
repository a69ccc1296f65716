import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Repository } from '../state/records.ts';

interface Ticket {
  repository: Repository;
  sha: string;
}

/** Serves tarballs from another origin than the API, as codeload.github.com does, to whoever holds a ticket. */
export class Codeload {
  readonly #server: Server;
  readonly #tickets = new Map<string, Ticket>();
  #url = '';

  constructor() {
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.#url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this.#url;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** A URL that serves one commit's tarball, without any other credentials. */
  ticket(repository: Repository, sha: string): string {
    const token = randomUUID();
    this.#tickets.set(token, { repository, sha });
    return `${this.#url}/${repository.owner.login}/${repository.name}/legacy.tar.gz/${sha}?token=${token}`;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const token = new URL(request.url ?? '/', this.#url).searchParams.get('token') ?? '';
    const ticket = this.#tickets.get(token);
    if (!ticket) return void response.writeHead(404).end('404: Not Found');
    const { repository, sha } = ticket;
    const prefix = `${repository.owner.login}-${repository.name}-${sha.slice(0, 7)}/`;
    const tarball = await repository.git.archive(sha, prefix);
    response
      .writeHead(200, { 'content-type': 'application/x-gzip', 'content-length': tarball.length })
      .end(tarball);
  }
}
