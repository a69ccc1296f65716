import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';

/** Held in shares by all processes that work on a database: who can have it alone is the only one. */
const PRESENCE_LOCK = 7_041_777;

/** Milliseconds between two tries to open a broken session again. */
const REOPEN_AFTER_MS = 5000;

/**
 * Says by a lock of its session that this process works on the database. PostgreSQL lets go of the lock when the
 * process dies, however it dies, so that the next one knows whether it is alone.
 */
export class Presence {
  readonly #connect: () => pg.Client;
  #session: pg.Client | null = null;
  #closed = false;

  /** @param connect a client that is not connected yet */
  constructor(connect: () => pg.Client) {
    this.#connect = connect;
  }

  /**
   * From now on this process is there for all to see.
   * @param whenAlone done first if no other process is there; others that start wait until it is done
   */
  async enter(whenAlone: () => Promise<void>): Promise<void> {
    const session = await this.#open();
    const { rows } = await session.query('select pg_try_advisory_lock($1) as alone', [PRESENCE_LOCK]);
    const alone = rows[0]?.alone === true;
    if (alone) await whenAlone();
    await session.query('select pg_advisory_lock_shared($1)', [PRESENCE_LOCK]);
    if (alone) await session.query('select pg_advisory_unlock($1)', [PRESENCE_LOCK]);
  }

  async leave(): Promise<void> {
    this.#closed = true;
    await this.#session?.end();
  }

  async #open(): Promise<pg.Client> {
    const session = this.#connect();
    await session.connect();
    session.on('error', () => {
      if (this.#session === session) void this.#reopen();
    });
    this.#session = session;
    return session;
  }

  async #reopen(): Promise<void> {
    this.#session = null;
    while (!this.#closed && !this.#session) {
      try {
        const session = await this.#open();
        await session.query('select pg_advisory_lock_shared($1)', [PRESENCE_LOCK]);
      } catch {
        this.#session = null;
        await delay(REOPEN_AFTER_MS, undefined, { ref: false });
      }
    }
  }
}
