import { THREAD_LIMITS } from '../detect/limits.ts';
import { startThread, type ThreadHandle } from '../detect/worker/thread-handle.ts';
import { listFolder, walkFolder } from './folder-paths.ts';
import type { ScanTarget } from './scan-target.ts';

/** What of a scan is under way while the modules that scan are loaded, which takes as long. */
export interface HeadStart {
  /** What reads the tree, for this scan alone; whoever began it stops it. */
  thread: ThreadHandle;
  /** The folder's files. */
  paths: Promise<string[]>;
}

/** Begins a scan of a tree. Of one that git does not keep it is not asked: it may ignore the very file that was named. */
export function headStart({ root, isWorkTree }: Pick<ScanTarget, 'root' | 'isWorkTree'>): HeadStart {
  const paths = isWorkTree ? listFolder(root) : walkFolder(root);
  // Whoever waits for it is told.
  paths.catch(() => {});
  return { thread: startThread(THREAD_LIMITS), paths };
}
