import { CannotRun } from './cannot-run.ts';
import { prettyReport } from './pretty.ts';
import type { FolderReport, Format } from './report.ts';
import type { Paint } from './terminal.ts';
import { tollgateVersion } from './version.ts';

/** The report in a format, with its last line feed. A format for programs is loaded only where it is asked for. */
export async function rendered(report: FolderReport, format: Format, paint: Paint): Promise<string> {
  switch (format) {
    case 'pretty':
      return prettyReport(report, paint);
    case 'json':
      return asJson((await import('./json.ts')).jsonReport(report, tollgateVersion()));
    case 'sarif':
      return asJson((await import('./sarif.ts')).sarifLog(report, tollgateVersion(), docsUrl()));
    case 'github':
      return (await import('./annotations.ts')).workflowCommands(report);
  }
}

/** Where this installation's rule pages are: the App serves them, and there is no other address to name. */
function docsUrl(): string | null {
  const given = process.env.TOLLGATE_DOCS_URL?.trim();
  if (!given) return null;
  if (URL.canParse(given) && /^https?:/i.test(given)) return given.replace(/\/+$/, '');
  throw new CannotRun(
    'TOLLGATE_DOCS_URL must be a URL such as https://your-host/rules, below which the pages of rules are.',
  );
}

function asJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
