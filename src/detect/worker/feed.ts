import type { TreeSource } from './messages.ts';

/** Files that a thread reads in one go. */
export interface Portion {
  sources: readonly TreeSource[];
  /** Whether another thread may parse them first. */
  mayBeParsed: boolean;
}

/** Who does what with portions; both take one at a time. */
export interface Hands<Fed extends Portion> {
  keep(portion: Fed): Promise<void>;
  /** What is to be kept then. */
  parse(portion: Fed): Promise<Fed>;
}

export interface Feed<Fed extends Portion> {
  /** Resolves when it is kept. */
  add(portion: Fed): Promise<void>;
}

/** Bytes that wait to be parsed before a thread is worth its start, which takes as long as to parse so much. */
const WORTH_A_THREAD = 600_000;

interface Waiting<Fed extends Portion> {
  portion: Fed;
  resolve(): void;
  reject(error: unknown): void;
}

/**
 * Hands portions to a thread that keeps them, in no order, and while that is busy to another one that parses some of
 * them first. Whoever has nothing to do takes the next.
 */
export function createFeed<Fed extends Portion>({ keep, parse }: Hands<Fed>): Feed<Fed> {
  const raw: Waiting<Fed>[] = [];
  const parsed: Waiting<Fed>[] = [];
  let isKeeping = false;
  let isParsing = false;
  let hasParsed = false;

  /** What nobody can parse first comes first; of the rest the last, since the parser begins with the first. */
  function nextToKeep(): Waiting<Fed> | undefined {
    const [ready] = parsed.splice(0, 1);
    if (ready) return ready;
    const other = raw.findIndex(({ portion }) => !portion.mayBeParsed);
    return other >= 0 ? raw.splice(other, 1)[0] : raw.pop();
  }

  function nextToParse(): Waiting<Fed> | undefined {
    const some = raw.filter(({ portion }) => portion.mayBeParsed);
    const bytes = some.reduce((sum, { portion }) => sum + bytesOf(portion.sources), 0);
    const [first] = some;
    if (!first || !isKeeping || (!hasParsed && bytes < WORTH_A_THREAD)) return undefined;
    raw.splice(raw.indexOf(first), 1);
    return first;
  }

  async function keepOn(): Promise<void> {
    if (isKeeping) return;
    isKeeping = true;
    for (let next = nextToKeep(); next; next = nextToKeep()) {
      void parseOn();
      await keep(next.portion).then(next.resolve, next.reject);
    }
    isKeeping = false;
  }

  async function parseOn(): Promise<void> {
    if (isParsing) return;
    isParsing = true;
    for (let next = nextToParse(); next; next = nextToParse()) {
      hasParsed = true;
      const { resolve, reject } = next;
      await parse(next.portion).then((portion) => parsed.push({ portion, resolve, reject }), reject);
      void keepOn();
    }
    isParsing = false;
  }

  return {
    add: (portion) =>
      new Promise((resolve, reject) => {
        raw.push({ portion, resolve, reject });
        void keepOn();
        void parseOn();
      }),
  };
}

export function bytesOf(sources: readonly TreeSource[]): number {
  return sources.reduce((sum, { bytes }) => sum + bytes.length, 0);
}
