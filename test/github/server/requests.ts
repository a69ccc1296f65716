/** One request as the emulated GitHub saw it. */
export interface RequestRecord {
  method: string;
  /** `POST /repos/{owner}/{repo}/issues`; the plain path if GitHub describes no such operation. */
  operation: string;
  path: string;
  /** `app`, `installation 7`, `user ada`, `anonymous`. */
  who: string;
  /** What was answered; 0 while it is open or if the connection was left to time out or reset. */
  status: number;
  body: unknown;
}
