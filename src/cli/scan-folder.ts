import { realpath, stat } from 'node:fs/promises';
import { systemClock } from '../clock.ts';
import type { ScanResult } from '../detect/finding.ts';
import { languageOf } from '../detect/languages.ts';
import { prefilterVocabulary } from '../detect/prefilter.ts';
import { createScanner } from '../detect/worker/pool.ts';
import type { Policy } from '../policy/policy.ts';
import { CannotRun } from './cannot-run.ts';
import type { ExitCode } from './exit-code.ts';
import { readFolder, reasonOf, type SourceFile } from './folder.ts';
import { policyOf } from './folder-policy.ts';
import { folderReport } from './folder-report.ts';
import { prettyReport } from './pretty.ts';
import { printable } from './printable.ts';
import { exitCodeOf, type FolderReport, type Format } from './report.ts';
import type { Terminal } from './terminal.ts';
import { tollgateVersion } from './version.ts';

/** Scans a folder and writes the report. Throws {@link CannotRun} if the folder or its policy cannot be read. */
export async function scanFolder(
  { path, format }: { path: string; format: Format },
  terminal: Terminal,
): Promise<ExitCode> {
  const root = await folderAt(path);
  const policy = await policyOf(root);
  const { files, skipped } = await readFolder(root, policy);
  const report = folderReport(await scan(files, policy), skipped, policy, systemClock.now());
  terminal.out(await rendered(report, format, terminal));
  return exitCodeOf(report);
}

/** Its real path. */
async function folderAt(path: string): Promise<string> {
  const shown = printable(path);
  try {
    const root = await realpath(path);
    if ((await stat(root)).isDirectory()) return root;
  } catch (error) {
    throw new CannotRun(
      `there is no folder \`${shown}\` to scan (${reasonOf(error)}). Give the path of one that you can read.`,
    );
  }
  throw new CannotRun(
    `\`${shown}\` is no folder. Give the folder that it is in: calls are followed across files.`,
  );
}

async function scan(folderFiles: SourceFile[], policy: Policy): Promise<ScanResult> {
  const sources = folderFiles.flatMap(({ path, bytes }) => {
    const language = languageOf(path);
    return language === null ? [] : [{ path, request: { bytes, language } }];
  });
  const scanner = createScanner();
  try {
    const requests = sources.map(({ request }) => request);
    const extractions = await scanner.extract(requests, prefilterVocabulary(policy));
    const files = sources.map(({ path }, index) => {
      const extraction = extractions[index];
      if (!extraction) throw new Error(`The scanner left out ${path}.`);
      return { path, extraction };
    });
    return await scanner.judge(files, policy);
  } finally {
    await scanner.close();
  }
}

/** SARIF is loaded only where it is asked for. */
async function rendered(report: FolderReport, format: Format, terminal: Terminal): Promise<string> {
  if (format === 'pretty') return prettyReport(report, terminal.paint);
  const { sarifLog } = await import('./sarif.ts');
  return `${JSON.stringify(sarifLog(report, tollgateVersion()), null, 2)}\n`;
}
