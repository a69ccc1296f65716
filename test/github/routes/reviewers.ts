import { z } from 'zod';
import { announceIssue } from '../actions/issues.ts';
import { inRepository, type Route } from '../server/access.ts';
import { actorOf, type Call, created, ok, type Reply, readBody } from '../server/call.ts';
import { ApiError } from '../server/errors.ts';
import { atLeast } from '../state/levels.ts';
import type { Repository, Team } from '../state/records.ts';
import { teamView, userView } from '../views/accounts.ts';
import { simplePullView } from '../views/pulls.ts';
import { pullOf } from './pulls.ts';

const REVIEWERS = '/repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers';
const READ = { app: 'pull_requests:read', user: 'read' } as const;

/** Who is asked for a review. */
export function reviewerRoutes(): Route[] {
  return [
    inRepository(`GET ${REVIEWERS}`, READ, (call, repository) => {
      const { pull } = pullOf(call, repository);
      const users = pull.requestedReviewers.map((one) => userView(call.world, one));
      return ok({ users, teams: pull.requestedTeams.map((team) => teamView(call.world, team)) });
    }),
    inRepository(`POST ${REVIEWERS}`, { app: 'pull_requests:write', user: 'write' }, requestReviewers),
    inRepository(`DELETE ${REVIEWERS}`, { app: 'pull_requests:write', user: 'write' }, removeReviewers),
  ];
}

const Reviewers = z.object({
  reviewers: z.array(z.string()).default([]),
  team_reviewers: z.array(z.string()).default([]),
});

async function requestReviewers(call: Call, repository: Repository): Promise<Reply> {
  const issue = pullOf(call, repository);
  const wanted = readBody(call, Reviewers);
  const by = actorOf(call).account;
  for (const login of wanted.reviewers) {
    const account = call.world.account(login);
    if (!account || !atLeast(call.world.levelOf(repository, login), 'read')) throw notCollaborator();
    if (account === issue.user)
      throw new ApiError(422, 'Review cannot be requested from pull request author.');
    if (issue.pull.requestedReviewers.includes(account)) continue;
    issue.pull.requestedReviewers.push(account);
    await announceIssue(call, repository, issue, 'review_requested', by, {
      requested_reviewer: userView(call.world, account),
    });
  }
  for (const slug of wanted.team_reviewers) {
    const team = teamOf(call, repository, slug);
    if (issue.pull.requestedTeams.includes(team)) continue;
    issue.pull.requestedTeams.push(team);
    await announceIssue(call, repository, issue, 'review_requested', by, {
      requested_team: teamView(call.world, team),
    });
  }
  return created(simplePullView(call.world, repository, issue));
}

function notCollaborator(): ApiError {
  return new ApiError(
    422,
    'Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a collaborator of the repository.',
  );
}

function teamOf(call: Call, repository: Repository, slug: string): Team {
  const team = call.world.team(repository.owner.login, slug);
  if (!team) throw notCollaborator();
  return team;
}

function removeReviewers(call: Call, repository: Repository): Reply {
  const issue = pullOf(call, repository);
  const unwanted = readBody(call, Reviewers);
  const { pull } = issue;
  pull.requestedReviewers = pull.requestedReviewers.filter((one) => !unwanted.reviewers.includes(one.login));
  pull.requestedTeams = pull.requestedTeams.filter((one) => !unwanted.team_reviewers.includes(one.slug));
  return ok(simplePullView(call.world, repository, issue));
}
