import { setTimeout as delay } from 'node:timers/promises';
import type { EmulatedGitHub } from '../github/index.ts';
import { freePort } from '../support/free-port.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { startOurGitHub } from '../support/our-github.ts';
import { AppProcess } from './app-process.ts';
import { Balancer } from './balancer.ts';
import type { Stage } from './story.ts';

/** A place for one process, which is started again whenever it ends, as an init system does it. */
class Place {
  readonly port: number;
  process: AppProcess;
  readonly #start: () => AppProcess;
  readonly #over: Promise<void>;
  #closing = false;

  constructor(port: number, start: () => AppProcess) {
    this.port = port;
    this.#start = start;
    this.process = start();
    this.#over = this.#supervise();
  }

  /** The process once it listens. */
  async listening(): Promise<AppProcess> {
    for (;;) {
      const { process } = this;
      if ((await process.listening) !== null && process.alive) return process;
      await process.ended;
    }
  }

  async close(): Promise<void> {
    this.#closing = true;
    await this.process.stop();
    await this.#over;
  }

  async #supervise(): Promise<void> {
    for (;;) {
      await this.process.ended;
      if (this.#closing) return;
      this.process = this.#start();
    }
  }
}

/** The app in processes of its own, before an emulated GitHub. */
export class ProcessStage implements Stage {
  readonly github: EmulatedGitHub;
  readonly #clock: ManualClock;
  readonly #places: readonly Place[];
  readonly #balancer: Balancer;

  private constructor(github: EmulatedGitHub, clock: ManualClock, places: readonly Place[]) {
    this.github = github;
    this.#clock = clock;
    this.#places = places;
    this.#balancer = new Balancer(places.map((place) => place.port));
  }

  /** @param replicas how many processes share the database */
  static async open(databaseUrl: string, replicas = 1): Promise<ProcessStage> {
    const clock = new ManualClock();
    const github = await startOurGitHub(clock);
    const places: Place[] = [];
    for (let index = 0; index < replicas; index++) {
      // The same after a restart: who listens again must be found before it asks what it has missed.
      const port = await freePort();
      places.push(new Place(port, () => new AppProcess(github, { databaseUrl, port }, clock.now())));
    }
    const stage = new ProcessStage(github, clock, places);
    github.webhookTarget(`${await stage.#balancer.listen()}/api/github/webhooks`);
    await stage.#listening();
    return stage;
  }

  /** The processes that run or start now. */
  get processes(): AppProcess[] {
    return this.#places.map((place) => place.process);
  }

  async settle(): Promise<void> {
    for (let delivered = -1; ; await delay(20)) {
      const [process] = await this.#listening();
      await this.github.settled();
      const count = this.github.webhooks.deliveries.length;
      if ((await process?.unfinished()) === 0 && this.processes.every((one) => one.alive)) {
        if (count === delivered) return;
        delivered = count;
      } else {
        delivered = -1;
      }
    }
  }

  async pass(milliseconds: number): Promise<void> {
    this.#clock.advance(milliseconds);
    const processes = await this.#listening();
    for (const process of processes) process.tell(this.#clock.now());
    // One that is killed before it has asked sweeps when it starts again.
    await processes[0]?.sweep();
    await this.settle();
  }

  /** Ends one process after the other as a rolling update does, each once the one before is back. */
  async roll(): Promise<(number | null)[]> {
    const codes: (number | null)[] = [];
    for (const place of this.#places) {
      codes.push(await (await place.listening()).stop());
      await place.listening();
    }
    return codes;
  }

  async close(): Promise<void> {
    await Promise.all(this.#places.map((place) => place.close()));
    await this.#balancer.close();
    await this.github.close();
  }

  #listening(): Promise<AppProcess[]> {
    return Promise.all(this.#places.map((place) => place.listening()));
  }
}
