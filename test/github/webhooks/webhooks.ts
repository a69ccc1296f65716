import { randomUUID } from 'node:crypto';
import { judgeWebhook } from '../openapi/judge.ts';
import { shuffled } from '../random.ts';
import type { World } from '../state/world.ts';
import type { Violations } from '../violations.ts';
import { type Delivery, type DeliveryPredicate, deliveryName } from './delivery.ts';
import { ANSWER_WITHIN_MS, send } from './send.ts';

export interface Announcement {
  event: string;
  action: string | null;
  installationId: number;
  repositoryId: number | null;
  payload: Record<string, unknown>;
}

/** What the double tells of. An App that waits for anything else would wait in vain. */
const SENT = [
  'check_run',
  'check_suite',
  'fork',
  'issue_comment',
  'issues',
  'merge_group',
  'pull_request',
  'pull_request_review',
  'pull_request_review_comment',
  'push',
  'repository',
];

/** These reach every App, whatever its manifest lists (docs: "Webhook events and payloads"). */
const ALWAYS = [
  'installation',
  'installation_repositories',
  'installation_target',
  'github_app_authorization',
];

/** An App that may write checks is subscribed to these by itself. */
const WITH_CHECKS = ['check_run', 'check_suite'];

/** Larger payloads are never sent (docs: "Payload cap"). */
const LARGEST_PAYLOAD = 25 * 1024 * 1024;

/**
 * Sends the App's webhooks one after the other, in the order in which things happened, and remembers every
 * attempt. The switches tell what goes wrong on the way.
 */
export class Webhooks {
  /** Every attempt so far, oldest first: waiting, dropped, answered and failed ones. */
  readonly deliveries: Delivery[] = [];
  /** Milliseconds until an unanswered delivery counts as failed; GitHub's are 10,000. */
  answerWithinMs = ANSWER_WITHIN_MS;
  readonly #world: World;
  readonly #violations: Violations;
  #target: string | null = null;
  #queue: Delivery[] = [];
  #held = false;
  #sending: Promise<void> | null = null;
  #drops: DeliveryPredicate[] = [];
  #fails: DeliveryPredicate[] = [];
  #duplicates: DeliveryPredicate[] = [];

  constructor(world: World, violations: Violations) {
    this.#world = world;
    this.#violations = violations;
    for (const event of world.app.events.filter((one) => !SENT.includes(one))) {
      violations.add('not-emulated', `webhook ${event}`, 'emulator', [
        'the manifest subscribes to it, and it is never sent',
      ]);
    }
  }

  /** Where deliveries are POSTed; null for an App that cannot be reached. */
  target(url: string | null): void {
    this.#target = url;
  }

  /** From now on deliveries wait, until `release`. */
  hold(): void {
    this.#held = true;
  }

  /** Sends what waits, in order, and stops holding. */
  release(): void {
    this.#held = false;
    this.#pump();
  }

  /** Shuffles what waits now; the same seed gives the same order. */
  reorder(seed: number): void {
    this.#queue = shuffled(this.#queue, seed);
  }

  /** Deliveries that match are never sent and never listed, as if GitHub had lost them. Returns the undoing. */
  drop(predicate: DeliveryPredicate): () => void {
    return addTo(this.#drops, predicate);
  }

  /** Deliveries that match fail to connect: not received, but listed and open to redelivery. Returns the undoing. */
  fail(predicate: DeliveryPredicate): () => void {
    return addTo(this.#fails, predicate);
  }

  /** Deliveries that match arrive twice under one GUID. Returns the undoing. */
  duplicate(predicate: DeliveryPredicate): () => void {
    return addTo(this.#duplicates, predicate);
  }

  /** Resolves once everything announced so far was answered or has failed; what is held does not count. */
  async settled(): Promise<void> {
    while (this.#sending) await this.#sending;
  }

  /** Queues a webhook if the App subscribes to it. The payload is judged and copied as it is now. */
  announce(announcement: Announcement): void {
    if (!this.#subscribed(announcement.event)) return;
    const { event, action } = announcement;
    const payload = structuredClone(announcement.payload);
    this.#violations.add(
      'webhook',
      deliveryName({ event, action }),
      'emulator',
      judgeWebhook(event, action, payload),
    );
    const delivery = this.#record({ ...announcement, payload }, randomUUID(), false);
    if (this.#matches(this.#drops, delivery) || JSON.stringify(payload).length > LARGEST_PAYLOAD) {
      delivery.outcome = 'dropped';
      return;
    }
    this.#enqueue(delivery);
    if (this.#matches(this.#duplicates, delivery)) {
      this.#enqueue(this.#record({ ...announcement, payload }, delivery.guid, false));
    }
  }

  /** Sends a listed delivery again, under its GUID. */
  redeliver(delivery: Delivery): void {
    this.#enqueue(this.#record(delivery, delivery.guid, true));
  }

  #subscribed(event: string): boolean {
    const { events, permissions } = this.#world.app;
    const automatic = WITH_CHECKS.includes(event) && permissions.checks === 'write';
    return ALWAYS.includes(event) || automatic || events.includes(event);
  }

  #matches(predicates: DeliveryPredicate[], delivery: Delivery): boolean {
    return predicates.some((predicate) => predicate(delivery));
  }

  #record(
    announcement: Omit<Announcement, 'installationId'> & { installationId: number | null },
    guid: string,
    redelivery: boolean,
  ): Delivery {
    const delivery: Delivery = {
      id: this.#world.nextId(),
      guid,
      event: announcement.event,
      action: announcement.action,
      installationId: announcement.installationId,
      repositoryId: announcement.repositoryId,
      payload: announcement.payload,
      redelivery,
      deliveredAt: new Date().toISOString(),
      outcome: 'waiting',
      status: 'waiting',
      statusCode: 0,
      durationSeconds: 0,
      requestHeaders: {},
      response: { headers: {}, body: '' },
    };
    this.deliveries.push(delivery);
    return delivery;
  }

  #enqueue(delivery: Delivery): void {
    this.#queue.push(delivery);
    this.#pump();
  }

  #pump(): void {
    if (this.#sending || this.#held || this.#queue.length === 0) return;
    this.#sending = this.#sendAll().finally(() => {
      this.#sending = null;
      this.#pump();
    });
  }

  async #sendAll(): Promise<void> {
    while (!this.#held) {
      const delivery = this.#queue.shift();
      if (!delivery) return;
      const unreachable = !delivery.redelivery && this.#matches(this.#fails, delivery);
      await send(this.#world.app, delivery, unreachable ? null : this.#target, this.answerWithinMs);
    }
  }
}

function addTo(predicates: DeliveryPredicate[], predicate: DeliveryPredicate): () => void {
  predicates.push(predicate);
  return () => {
    const index = predicates.indexOf(predicate);
    if (index >= 0) predicates.splice(index, 1);
  };
}
