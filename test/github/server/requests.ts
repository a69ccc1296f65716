import type { FaultKind } from '../faults.ts';

/** One request as the emulated GitHub saw it. */
export interface RequestRecord {
  method: string;
  /** `POST /repos/{owner}/{repo}/issues`; the plain path if GitHub describes no such operation. */
  operation: string;
  path: string;
  /** `app`, `installation 7`, `user ada`, `anonymous`. */
  who: string;
  /** What the route answered; 0 while it works, and if a fault kept it from being asked. */
  status: number;
  /** The fault that struck it, if any. */
  fault: FaultKind | null;
  body: unknown;
}

/** When a watcher is told of a request: as it arrives, or when it has taken effect and its answer has not left. */
export type Moment = 'arrived' | 'done';

export type Watcher = (record: RequestRecord, moment: Moment) => void;
