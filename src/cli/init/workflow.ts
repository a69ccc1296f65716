import { ORGANISATION_POLICY_FILE, ORGANISATION_REPOSITORY } from '../../policy/defaults.ts';
import { ORGANISATION_VARIABLE } from '../organisation-flag.ts';

export const WORKFLOW_FILE = '.github/workflows/tollgate.yml';

/** By commit, since a tag can be moved; Dependabot and Renovate keep both up to date. */
const ACTIONS = {
  setupNode: 'actions/setup-node@820762786026740c76f36085b0efc47a31fe5020 # v7.0.0',
  checkout: 'actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1',
  uploadSarif: 'github/codeql-action/upload-sarif@8aad20d150bbac5944a9f9d289da16a4b0d87c1e # v4.36.2',
};

/** What comes from a registry is built; a Git repository is built by its own scripts. */
function installOptions(spec: string): string {
  return /^(@[\w.-]+\/)?[\w.-]+@[^/:]+$/.test(spec)
    ? '--ignore-scripts --no-audit --no-fund'
    : '--no-audit --no-fund';
}

/** Whether the event may write to the repository: GitHub gives a fork's pull request a token that only reads. */
const MAY_UPLOAD =
  "github.event_name == 'push' || github.event.pull_request.head.repo.full_name == github.repository";

/** The secret whose token reads a repository `.github` that is not public. */
export const ORGANISATION_TOKEN = 'TOLLGATE_ORGANISATION_TOKEN';

/** Outside of the checkout, where a pull request has no say and the scan does not look. */
const FETCH_ORGANISATION_POLICY = `      # What the organisation says, which the policy of this repository may tighten and never loosen.
      - name: Fetch the organisation's policy
        env:
          # The secret is for a repository .github that is not public: a token that reads its contents and nothing else.
          GH_TOKEN: \${{ secrets.${ORGANISATION_TOKEN} || github.token }}
        run: |
          gh api "repos/$GITHUB_REPOSITORY_OWNER/${ORGANISATION_REPOSITORY}/contents/${ORGANISATION_POLICY_FILE}" -H 'Accept: application/vnd.github.raw' > "$RUNNER_TEMP/organisation.yml"
`;

const ORGANISATION_ENVIRONMENT = `        env:
          ${ORGANISATION_VARIABLE}: \${{ runner.temp }}/organisation.yml
`;

export interface WorkflowTerms {
  /** What npm installs Tollgate from ({@link isPackageSpec}). */
  spec: string;
  defaultBranch: string;
  /** Whether an organisation's policy stands over that of the repository: it is read anew each time. */
  hasOrganisation: boolean;
}

/** A workflow that uploads what a scan finds to code scanning. Nothing of a pull request decides what runs in it. */
export function workflowText({ spec, defaultBranch, hasOrganisation }: WorkflowTerms): string {
  const fetch = hasOrganisation ? FETCH_ORGANISATION_POLICY : '';
  const environment = hasOrganisation ? ORGANISATION_ENVIRONMENT : '';
  return `# Puts what Tollgate finds into code scanning: Security > Code scanning, and on the lines of pull requests. Written by
# \`tollgate init\`. The verdict on a pull request is the App's check \`Tollgate\`; this shows, and fails for no finding.
# Uploading needs code scanning, which is free in public repositories and part of GitHub Code Security in others.
name: Tollgate scan

on:
  push:
    branches: [${JSON.stringify(defaultBranch)}]
  # Not pull_request_target, which would hand a token that writes to what a stranger has written.
  pull_request:

permissions: {}

concurrency:
  group: \${{ github.workflow }}-\${{ github.ref }}
  cancel-in-progress: true

jobs:
  scan:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    permissions:
      contents: read
      actions: read # asked for by the upload in private repositories
      security-events: write # to upload; a fork's pull request gets a token that only reads, whatever stands here
    steps:
      - uses: ${ACTIONS.setupNode}
        with:
          node-version: "24"
          package-manager-cache: false
      # Before the checkout and outside of it, so that no .npmrc and no node_modules of a pull request has a say.
      - name: Install Tollgate
        working-directory: \${{ runner.temp }}
        run: npm install ${installOptions(spec)} --prefix "$RUNNER_TEMP/tollgate" "${spec}"
      - uses: ${ACTIONS.checkout}
        with:
          fetch-depth: 2 # a pull request's merge commit, and what it merges into
          persist-credentials: false
${fetch}      # It ends with 1 where it finds something, which is no failure here; 2 is one.
      - name: Scan
${environment}        run: '"$RUNNER_TEMP/tollgate/node_modules/.bin/tollgate" scan --format sarif > "$RUNNER_TEMP/tollgate.sarif" || [ $? -eq 1 ]'
      - name: Upload to code scanning
        if: ${MAY_UPLOAD}
        uses: ${ACTIONS.uploadSarif}
        with:
          sarif_file: \${{ runner.temp }}/tollgate.sarif
          category: tollgate
      - name: Annotate the pull request of a fork
        if: \${{ !(${MAY_UPLOAD}) }}
${environment}        run: '"$RUNNER_TEMP/tollgate/node_modules/.bin/tollgate" scan --base HEAD^1 --format github || [ $? -eq 1 ]'
`;
}
