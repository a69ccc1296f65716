import type { Glance } from '../glance.ts';
import type { Exported, SavedExports } from './exported.ts';
import type { SavedNotes } from './notes.ts';

/** What a reach has found out, as plain data. Files are named by their index. */
export interface SavedReach {
  notes: SavedNotes;
  exported: SavedExports;
  /** Those that were turned away. */
  away: Set<number>;
  /** How many files it knew. */
  files: number;
  /** Tests that no scanned code imports, with what was seen of them: they call for nothing, and nothing but that calls for them. */
  tests: Map<number, Glance | null>;
  /** Those that name a host. */
  naming: Set<number>;
  /** Those that say that they try something again. */
  trying: Set<number>;
  /** Exports that may ask a model. */
  asking: Exported[];
  /** Who imports a file, by its path. */
  importers: Map<string, Importer[]>;
  /** Who may read an environment variable, by what notes call it. */
  readers: Map<number, number[]>;
  /** What notes call environment variables. */
  variables: Map<string, number>;
}

/** A file as one of those that import a module. */
export interface Importer {
  index: number;
  names: string[] | null;
}

/** What is found out before anything is told. */
export function nothingSaid(): Omit<SavedReach, 'notes' | 'exported' | 'files'> {
  return {
    away: new Set(),
    tests: new Map(),
    naming: new Set(),
    trying: new Set(),
    asking: [],
    importers: new Map(),
    readers: new Map(),
    variables: new Map(),
  };
}
