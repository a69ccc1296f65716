export interface PGliteThreadData {
  /** Where the database is, or is to be. */
  folder: string;
  /** PGlite, compiled. */
  program: WebAssembly.Module;
}

/** A request in PostgreSQL's protocol, which gets one answer. */
export type FromMain = Uint8Array | 'close';

export type FromThread = Uint8Array | 'open' | 'closed';
