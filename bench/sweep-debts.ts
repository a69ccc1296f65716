import { sql } from 'drizzle-orm';
import type { Database } from '../src/store/database.ts';

/** How many of everything there is. */
export interface SweepSize {
  repositories: number;
  debts: number;
  due: number;
}

/** Debts of every state, each with a place; those that are due lie in repositories of their own, with an open PR each. */
export async function fillWithDebts(
  database: Database,
  { repositories, debts, due }: SweepSize,
  now: Date,
): Promise<void> {
  const at = now.toISOString();
  await database.execute(sql`
    insert into repositories (id, installation_id, owner, owned_by_organization, name, default_branch, html_url, restored)
    select id, id % 50, 'acme', true, 'r' || id, 'main', 'https://github.com/acme/r' || id, true
    from generate_series(1, ${repositories}::int) id`);
  await database.execute(sql`
    insert into pulls (repository_id, number, title, head_sha, head_ref, base_ref, labels, author, author_can_write,
      approved_by_contact, approved_by_writer, open)
    select id, 1, 'feat: a', md5(id::text), 'a', 'main', '[]', 'ada', true, false, false, true
    from generate_series(1, ${repositories}::int) id`);
  await database.execute(sql`
    insert into debts (id, repository_id, state, reason_issue, reason, remove_after, requested_time_box, time_box,
      pull_number, tracking_issue, created_at, started_at, deadline, seen_sha)
    select gen_random_uuid(), 1 + n % ${repositories}::int,
      case when n <= ${due}::int or n % 10 > 3 then 'active' when n % 10 > 1 then 'resolved' else 'overdue' end,
      n, 'Why', 'v2', 'emergency', 'emergency', n, n, ${at}::timestamptz, ${at}::timestamptz,
      ${at}::timestamptz
        + case when n <= ${due}::int then '-1 minute'::interval else '1 hour'::interval + n * '1 second'::interval end,
      md5(n::text)
    from generate_series(1, ${debts}::int) n`);
  await database.execute(sql`
    insert into debt_places (debt_id, position, rule, path, range, fingerprint, what, service)
    select id, 0, 'direct-call', 'src/a.py', '{"startLine":1,"startColumn":1,"endLine":1,"endColumn":9}', 'f', 'POST', null
    from debts`);
  // Reminders and dashboards are due as rarely as deadlines.
  await database.execute(sql`
    insert into debt_notes (debt_id, noticed_at, next_at)
    select id, started_at, deadline + '1 day'::interval from debts where state in ('active', 'overdue')`);
  await database.execute(sql`
    insert into dashboards (repository_id, issue_number, written, facts, changes_at)
    select id, id, 'w', 'f', ${at}::timestamptz + '1 hour'::interval from repositories`);
}
