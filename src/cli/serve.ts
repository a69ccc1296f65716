import { Command } from 'commander';
import type { Verb } from './verb.ts';

const DESCRIPTION =
  'Runs the GitHub App: receives webhooks, judges pull requests, keeps the deadlines.\n\n' +
  'Without any of the App variables it opens the setup wizard, which registers the App on GitHub and writes ' +
  'them to the file .env of this folder.';

const HELP_AFTER = `
Environment (also read from the file .env of this folder):
  APP_ID              the App's number
  PRIVATE_KEY         its private key in PEM (or PRIVATE_KEY_PATH, the path of the .pem file)
  WEBHOOK_SECRET      its webhook secret
  HOST, PORT          where to listen (default localhost, 3000)
  GHE_HOST            your GitHub Enterprise Server (GHE_PROTOCOL: https or http)
  GITHUB_API_URL      a REST base URL, taken as it is
  DATABASE_URL        postgres://… or a folder (default ./data)
  SWEEP_CRON          when deadlines are looked at (default every minute: "* * * * *")
  TOLLGATE_DOCS_URL   where the pages of rules are (this server's own: https://your-host/rules)
  PACE_WRITES         on or off: keep to the write limits of github.com (default on)
  MONITORING_TOKEN    what monitoring shows to see /metrics and why the App is not ready
  LOG_LEVEL           trace, debug, info, warn, error, fatal or silent (default info)

Webhooks go to POST /api/github/webhooks; GET /healthz answers 200 while the process is alive, GET /readyz while
it can do its work; GET /metrics is for Prometheus; GET /rules shows the pages of the rules.
SIGTERM and SIGINT stop it: what runs is finished within 20 seconds or handed back.
`;

/** `tollgate serve` */
export const serveVerb: Verb = (terminal, finish) =>
  new Command('serve')
    .summary('run the GitHub App, or set it up')
    .description(DESCRIPTION)
    .addHelpText('after', HELP_AFTER)
    .action(async () => {
      const { serve } = await import('./serve-app.ts');
      finish(await serve(terminal));
    });
