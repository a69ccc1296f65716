import { THREAD_LIMITS } from '../detect/limits.ts';
import { startThread, type ThreadHandle } from '../detect/worker/thread-handle.ts';
import { listFolder } from './folder-paths.ts';

/** What of a scan is under way while the modules that scan are loaded, which takes as long. */
export interface HeadStart {
  /** What reads the tree, for this scan alone; whoever began it stops it. */
  thread: ThreadHandle;
  /** The folder's files. */
  paths: Promise<string[]>;
}

/** Begins a scan of a folder. */
export function headStart(root: string): HeadStart {
  const paths = listFolder(root);
  // Whoever waits for it is told.
  paths.catch(() => {});
  return { thread: startThread(THREAD_LIMITS), paths };
}
