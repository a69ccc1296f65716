/** Tollgate could not do what it was asked to. The message says what is wrong, where, and how to mend it. */
export class CannotRun extends Error {
  override name = 'CannotRun';
}
