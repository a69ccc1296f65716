import type { SignEvent } from '../gate/class-history.ts';
import type { GitHub, RepositoryName } from './client.ts';

/** Who retitled and labelled a PR, oldest first. GitHub keeps it for good. */
export async function listSignEvents(
  github: GitHub,
  name: RepositoryName,
  pullNumber: number,
): Promise<SignEvent[]> {
  const events = await github.paginate(github.rest.issues.listEvents, {
    ...name,
    issue_number: pullNumber,
    per_page: 100,
  });
  return events.flatMap((one): SignEvent[] => {
    const what = { at: new Date(one.created_at ?? ''), by: one.actor?.login ?? null };
    if (one.event === 'renamed' && 'rename' in one) return [{ ...what, kind: 'renamed', ...one.rename }];
    if ((one.event !== 'labeled' && one.event !== 'unlabeled') || !('label' in one)) return [];
    return one.label?.name == null ? [] : [{ ...what, kind: one.event, label: one.label.name }];
  });
}
