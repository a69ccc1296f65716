import type { Route } from '../server/access.ts';
import type { Credentials } from '../server/auth.ts';
import type { Codeload } from '../server/codeload.ts';
import type { RateLimits } from '../server/rateLimit.ts';
import { appRoutes } from './app.ts';
import { branchRoutes } from './branches.ts';
import { checkRoutes } from './checks.ts';
import { commitRoutes } from './commits.ts';
import { contentRoutes } from './contents.ts';
import { gitRoutes } from './git.ts';
import { issueRoutes } from './issues.ts';
import { labelRoutes } from './labels.ts';
import { mergeRoutes } from './merging.ts';
import { organizationRoutes } from './organizations.ts';
import { pullRoutes } from './pulls.ts';
import { repositoryRoutes } from './repositories.ts';
import { reviewCommentRoutes } from './reviewComments.ts';
import { reviewerRoutes } from './reviewers.ts';
import { reviewRoutes } from './reviews.ts';
import { statusRoutes } from './statuses.ts';

/** Every operation that is emulated, by name; all others answer 501. */
export function allRoutes(
  credentials: Credentials,
  codeload: Codeload,
  rateLimits: RateLimits,
): Map<string, Route> {
  const routes = [
    ...appRoutes(credentials, rateLimits),
    ...repositoryRoutes(),
    ...organizationRoutes(),
    ...gitRoutes(),
    ...contentRoutes(codeload),
    ...commitRoutes(),
    ...branchRoutes(),
    ...pullRoutes(),
    ...mergeRoutes(),
    ...reviewRoutes(),
    ...reviewCommentRoutes(),
    ...reviewerRoutes(),
    ...issueRoutes(),
    ...labelRoutes(),
    ...checkRoutes(),
    ...statusRoutes(),
  ];
  return new Map(routes.map((route) => [route.operation, route]));
}
