import type { Language } from '../facts.ts';
import { baseName } from '../link/paths.ts';

/** The languages of files that set environment variables. */
export type EnvironmentLanguage = Extract<Language, `environment${string}`>;

const BY_NAME: readonly { names: RegExp; language: EnvironmentLanguage }[] = [
  // `.env`, `.env.production`, `.envrc`, `gateway.env`, `gateway.env.example`.
  {
    names: /^\.env(rc|[._-].*)?$|\.env(\.(example|sample|template|dist|local|defaults?))?$/,
    language: 'environment',
  },
  {
    names: /^(dockerfile|containerfile)([._-].*)?$|\.(dockerfile|containerfile)$/,
    language: 'environment-dockerfile',
  },
  // Compose, Heroku's `app.json` and ECS task definitions, Render, Fly-like and Serverless descriptions.
  { names: /^(.*[._-])?compose([._-].*)?\.ya?ml$/, language: 'environment-yaml' },
  { names: /^app\.json$|task-?_?def(inition)?.*\.json$/, language: 'environment-yaml' },
  { names: /^(render|serverless|kustomization|skaffold|app)\.ya?ml$/, language: 'environment-yaml' },
  { names: /^values([._-].*)?\.ya?ml$/, language: 'environment-yaml' },
  {
    names:
      /(^|[._-])(deploy(ment)?s?|config-?maps?|secrets?|cron-?jobs?|jobs?|stateful-?sets?|daemon-?sets?|pods?|manifests?|k8s|kubernetes)([._-].*)?\.ya?ml$/,
    language: 'environment-yaml',
  },
];

/** Folders in which people keep Kubernetes manifests and Helm charts. */
const MANIFEST_FOLDERS =
  /(^|\/)(k8s|kube|kubernetes|manifests?|deploy(ment)?s?|helm|charts?|kustomize|overlays|argo-?cd|infra)\//;

/** Workflows set variables for the machine that builds, not for the code that ships. */
const NOT_DEPLOYED = /(^|\/)\.(github|gitlab|circleci)\//;

/** The language that a path is read as if it may set environment variables; `null` for every other file. */
export function environmentLanguage(path: string): EnvironmentLanguage | null {
  const lower = path.toLowerCase();
  if (NOT_DEPLOYED.test(lower)) return null;
  const name = baseName(lower);
  const found = BY_NAME.find(({ names }) => names.test(name));
  if (found !== undefined) return found.language;
  return /\.ya?ml$/.test(name) && MANIFEST_FOLDERS.test(lower) ? 'environment-yaml' : null;
}
