import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { type Config, ConfigError, readConfig } from '../config.ts';
import { CannotRun } from './cannot-run.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import type { Terminal } from './terminal.ts';

/** What runs until it is closed. */
interface Running {
  /** Resolves if it can do nothing any more. */
  lost?: Promise<Error>;
  close(): Promise<void>;
}

/** Runs the app, or the setup wizard, until a signal ends it, or its database has gone. */
export async function serve(terminal: Terminal): Promise<ExitCode> {
  const running = await start(environmentConfig(), terminal);
  await untilEnd(running, terminal);
  await running.close();
  // A job that was handed back is another process's now: here it must not go on.
  process.exit(EXIT.clean);
}

/** @throws {CannotRun} naming every mistake of the environment */
export function environmentConfig(): Config {
  // The setup wizard writes its result there. What the environment says already goes before it.
  if (existsSync('.env')) process.loadEnvFile('.env');
  try {
    return readConfig(process.env);
  } catch (error) {
    throw error instanceof ConfigError ? new CannotRun(error.message) : error;
  }
}

async function start(config: Config, terminal: Terminal): Promise<Running> {
  try {
    if (config.credentials) {
      const { startTollgate } = await import('../start.ts');
      return await startTollgate({ ...config, credentials: config.credentials });
    }
    terminal.err(
      `No App yet: open http://${config.host}:${config.port} to set one up, then start Tollgate again.\n`,
    );
    const { startSetupWizard } = await import('../web/setup-wizard.ts');
    return await startSetupWizard(config);
  } catch (error) {
    throw explained(error, config);
  }
}

/** What an operator can mend is said in a sentence; everything else is a fault of ours. */
export function explained(error: unknown, { host, port }: Config): unknown {
  if (!(error instanceof Error)) return error;
  const code = 'code' in error ? error.code : null;
  if (code === 'EADDRINUSE')
    return new CannotRun(`Another process listens on ${host}:${port}: set PORT to a free port.`);
  if (code === 'EACCES')
    return new CannotRun(`This user may not listen on ${host}:${port}: set PORT above 1023.`);
  if (code === 'ECONNREFUSED') return new CannotRun(`DATABASE_URL cannot be reached: ${error.message}`);
  if (/in use by another Tollgate process|did not answer to the end/.test(error.message))
    return new CannotRun(error.message);
  return error;
}

/** Without its database nothing can be closed in order. Whoever keeps the app running starts it again, and nothing is lost. */
async function untilEnd({ lost }: Running, terminal: Terminal): Promise<void> {
  const signal = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);
  const end = await Promise.race(lost ? [signal, lost] : [signal]);
  if (!(end instanceof Error)) return;
  terminal.err(
    `tollgate: ${end.message.replace(/\.?$/, '.')} Start Tollgate again: it goes on where it was.\n`,
  );
  process.exit(EXIT.couldNotRun);
}
