/** Whether something ended because the stack was full, which V8 tells in its own words alone. */
export function isStackOverflow(error: unknown): boolean {
  return error instanceof RangeError && /call stack/i.test(error.message);
}
