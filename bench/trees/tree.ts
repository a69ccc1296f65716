/** A tree to measure on. */
export interface TreePlan {
  name: string;
  files: number;
  /** How many of them are of SDKs of inference services. */
  llmFiles: number;
  /** How many of the files are Python's, at most: as many as the machine's Python has. */
  pythonFiles: number;
}

/** A tree on the disk: a Git work tree with everything committed. */
export interface Tree {
  name: string;
  /** Its absolute path. */
  root: string;
  files: number;
  bytes: number;
}
