import type { RebuiltRepository } from '../jobs/rebuild.ts';
import { CannotRun } from './cannot-run.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { printable } from './printable.ts';
import { environmentConfig, explained } from './serve-app.ts';
import type { Terminal } from './terminal.ts';

/** Runs the rebuild, or has the running app do it, and says what came of it. */
export async function rebuildFromGitHub(terminal: Terminal): Promise<ExitCode> {
  const { credentials, ...config } = environmentConfig();
  if (!credentials)
    throw new CannotRun(
      'There is no App yet: set APP_ID, PRIVATE_KEY and WEBHOOK_SECRET, as for "tollgate serve".',
    );
  const { rebuildDebts } = await import('../start.ts');
  const found: RebuiltRepository[] = [];
  const tell = (repository: RebuiltRepository) => {
    found.push(repository);
    terminal.out(linesOf(repository));
  };
  try {
    await rebuildDebts({ ...config, credentials }, tell, { logTo: { write: terminal.err } });
  } catch (error) {
    throw explained(error, { ...config, credentials });
  }
  terminal.out(summary(found));
  return found.some(({ forged, failure }) => forged.length > 0 || failure !== null) ? EXIT.found : EXIT.clean;
}

function linesOf({ repository, restored, known, forged, failure }: RebuiltRepository): string {
  const name = printable(repository);
  if (failure !== null) return `${name}: could not be read: ${printable(failure)}\n`;
  const counts =
    restored.length + known.length > 0 ? [`${restored.length} restored, ${known.length} known`] : [];
  const faults = forged.map((issue) => `the record in #${issue} does not verify: see the comment there`);
  const parts = [...counts, ...faults];
  return parts.length === 0 ? '' : `${name}: ${parts.join('; ')}\n`;
}

function summary(found: RebuiltRepository[]): string {
  const restored = found.reduce((sum, one) => sum + one.restored.length, 0);
  const known = found.reduce((sum, one) => sum + one.known.length, 0);
  return `${found.length} ${found.length === 1 ? 'repository' : 'repositories'}: ${restored} debts restored, ${known} known already.\n`;
}
