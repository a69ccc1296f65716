import type { Probot } from 'probot';

/** Octokit with an installation's token. Retries and pacing are the queue's (see `start.ts`). */
export type GitHub = Awaited<ReturnType<Probot['auth']>>;

/** A repository as REST paths name it. */
export interface RepositoryName {
  owner: string;
  repo: string;
}

/** The HTTP status of a refused request, `null` for every other error. */
export function statusOf(error: unknown): number | null {
  if (typeof error !== 'object' || error === null || !('status' in error)) return null;
  return typeof error.status === 'number' ? error.status : null;
}

/** What the request answers, `null` where GitHub says that there is no such thing (404, 410). */
export async function orNull<T>(request: Promise<T>): Promise<T | null> {
  try {
    return await request;
  } catch (error) {
    const status = statusOf(error);
    if (status === 404 || status === 410) return null;
    throw error;
  }
}
