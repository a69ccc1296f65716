import type { ScanResult } from '../detect/finding.ts';

/** What a scan says of one tree. */
export interface TreeScan {
  /** With the files that could not even be read. */
  result: ScanResult;
  /** Every source file of the tree, and those that a parser read. */
  paths: readonly string[];
  parsed: ReadonlySet<string>;
}
