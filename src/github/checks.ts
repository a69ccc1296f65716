import type { CheckOutput } from '../gate/check.ts';
import type { GitHub, RepositoryName } from './client.ts';

/** The one check run that a protected branch requires. */
export const CHECK_NAME = 'Tollgate';

/** GitHub takes 50 annotations a request; later requests add to them. */
const ANNOTATIONS_PER_REQUEST = 50;

/** What our check on a head should be. */
export type WantedCheck =
  | { status: 'in_progress'; title: string; summary: string }
  | ({ status: 'completed' } & CheckOutput);

/** What a check run of ours says on GitHub, as far as it matters to whoever goes on writing it. */
export interface CheckRunState {
  externalId: string | null;
  completed: boolean;
  annotationCount: number;
}

/** A check run of ours as GitHub has it. */
export type FoundCheck = CheckRunState & { id: number };

interface CheckRunPayload {
  id: number;
  status: string;
  external_id: string | null;
  output: { annotations_count: number };
}

/** The newest check run that this App made on a head, however it came about. */
export async function findCheckRun(
  github: GitHub,
  name: RepositoryName,
  appId: number,
  headSha: string,
): Promise<FoundCheck | null> {
  const { data } = await github.rest.checks.listForRef({
    ...name,
    ref: headSha,
    check_name: CHECK_NAME,
    app_id: appId,
    filter: 'latest',
  });
  const [run] = data.check_runs;
  return run ? found(run) : null;
}

export async function readCheckRun(github: GitHub, name: RepositoryName, id: number): Promise<FoundCheck> {
  const { data } = await github.rest.checks.get({ ...name, check_run_id: id });
  return found(data);
}

function found(run: CheckRunPayload): FoundCheck {
  return {
    id: run.id,
    externalId: run.external_id,
    completed: run.status === 'completed',
    annotationCount: run.output.annotations_count,
  };
}

/** A new check run, not yet finished. @returns its id */
export async function startCheckRun(
  github: GitHub,
  name: RepositoryName,
  headSha: string,
  externalId: string,
  output: { title: string; summary: string },
  detailsUrl: string,
): Promise<number> {
  const { data } = await github.rest.checks.create({
    ...name,
    name: CHECK_NAME,
    head_sha: headSha,
    status: 'in_progress',
    external_id: externalId,
    details_url: detailsUrl,
    output: { title: output.title, summary: output.summary },
  });
  return data.id;
}

/**
 * Writes the outcome. The run is completed by the last request, so that nobody sees half of the annotations as
 * the whole; a writer that was interrupted goes on behind the `written` first ones.
 */
export async function finishCheckRun(
  github: GitHub,
  name: RepositoryName,
  id: number,
  externalId: string,
  wanted: CheckOutput,
  written: number,
): Promise<void> {
  const { title, summary, text, annotations } = wanted;
  const rest = annotations.slice(written);
  const output = { title, summary, ...(text === undefined ? {} : { text }) };
  for (let start = 0; start === 0 || start < rest.length; start += ANNOTATIONS_PER_REQUEST) {
    const batch = rest.slice(start, start + ANNOTATIONS_PER_REQUEST);
    const isLast = start + ANNOTATIONS_PER_REQUEST >= rest.length;
    await github.rest.checks.update({
      ...name,
      check_run_id: id,
      external_id: externalId,
      output: { ...output, annotations: batch },
      ...(isLast ? { status: 'completed', conclusion: wanted.conclusion } : { status: 'in_progress' }),
    });
  }
}
