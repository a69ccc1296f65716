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

/**
 * A workflow that uploads what a scan finds to code scanning. Nothing of a pull request decides what runs in it.
 * @param spec what npm installs Tollgate from ({@link isPackageSpec})
 */
export function workflowText(spec: string, defaultBranch: string): string {
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
      # It ends with 1 where it finds something, which is no failure here; 2 is one.
      - name: Scan
        run: '"$RUNNER_TEMP/tollgate/node_modules/.bin/tollgate" scan --format sarif > "$RUNNER_TEMP/tollgate.sarif" || [ $? -eq 1 ]'
      - name: Upload to code scanning
        if: ${MAY_UPLOAD}
        uses: ${ACTIONS.uploadSarif}
        with:
          sarif_file: \${{ runner.temp }}/tollgate.sarif
          category: tollgate
      - name: Annotate the pull request of a fork
        if: \${{ !(${MAY_UPLOAD}) }}
        run: '"$RUNNER_TEMP/tollgate/node_modules/.bin/tollgate" scan --base HEAD^1 --format github || [ $? -eq 1 ]'
`;
}
