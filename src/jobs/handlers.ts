import type { Probot } from 'probot';
import { adoptInstallation } from './adopt-installation.ts';
import { sweepBaselines } from './baseline.ts';
import { carryOutCommands } from './commands.ts';
import type { JobContext } from './context.ts';
import { settleAdoptionIssue } from './effects/adoption-issue.ts';
import { settleAnswer } from './effects/answer.ts';
import { settleBaselineComment } from './effects/baseline-comment.ts';
import { settleCheck } from './effects/check.ts';
import { settleChecklist } from './effects/checklist.ts';
import { settleContactReview } from './effects/contact-review.ts';
import { settleDashboard } from './effects/dashboard.ts';
import { settleDebtComment } from './effects/debt-comment.ts';
import { settleOverview } from './effects/overview.ts';
import { settleReason } from './effects/reason.ts';
import { settleReview } from './effects/review.ts';
import { settleTrackingIssue } from './effects/tracking-issue.ts';
import { mayBeWritten } from './effects/voice.ts';
import type { DeliveryEvent } from './hand-out.ts';
import type { Inbox } from './inbox.ts';
import { judgeGroup } from './judge-group.ts';
import { judgePull } from './judge-pull.ts';
import { readOrganisation } from './organisation.ts';
import type { Handlers } from './queue.ts';
import { sweep } from './sweep.ts';
import { syncRepository } from './sync-repository.ts';
import { upkeep } from './upkeep.ts';
import type { Effect } from './work.ts';

/** Who does the work of each queue. */
export function createHandlers(
  context: JobContext,
  probot: Pick<Probot, 'receive'>,
  inbox: Pick<Inbox, 'calm'>,
): Handlers {
  return {
    delivery: async (event) => {
      await inbox.calm();
      await deliver(probot, event);
    },
    judge: (data) => judgePull(context, data),
    group: (data) => judgeGroup(context, data),
    sync: (data) => syncRepository(context, data),
    adopt: (data) => adoptInstallation(context, data),
    organisation: (data) => readOrganisation(context, data),
    command: (data) => carryOutCommands(context, data),
    effect: (effect) => settle(context, effect),
    sweep: async () => {
      await sweep(context);
      await sweepBaselines(context);
    },
    upkeep: () => upkeep(context),
  };
}

/** `receive` takes each event's own payload type; the inbox has checked the event's name and the signature. */
function deliver(probot: Pick<Probot, 'receive'>, event: DeliveryEvent): Promise<void> {
  return probot.receive(event as Parameters<Probot['receive']>[0]);
}

async function settle(context: JobContext, effect: Effect): Promise<void> {
  if (!(await mayBeWritten(context.database, effect))) return;
  switch (effect.kind) {
    case 'check':
      return settleCheck(context, effect);
    case 'tracking-issue':
      return settleTrackingIssue(context, effect);
    case 'debt-comment':
      return settleDebtComment(context, effect);
    case 'reason':
      return settleReason(context, effect);
    case 'contact-review':
      return settleContactReview(context, effect);
    case 'review':
      return settleReview(context, effect);
    case 'checklist':
      return settleChecklist(context, effect);
    case 'adoption-issue':
      return settleAdoptionIssue(context, effect);
    case 'baseline-comment':
      return settleBaselineComment(context, effect);
    case 'overview':
      return settleOverview(context, effect);
    case 'dashboard':
      return settleDashboard(context, effect);
    case 'answer':
      return settleAnswer(context, effect);
  }
}
