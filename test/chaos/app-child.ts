// The real app as a process of its own, started by `app-process.ts`. It is what `tollgate serve` runs, but for its
// clock, which the parent tells: a story that takes days can then be told twice and end with the same words.
import { readConfig } from '../../src/config.ts';
import { startTollgate } from '../../src/start.ts';
import type { Answer, Question } from './app-messages.ts';

let now = new Date(process.env.TOLD_TIME ?? Number.NaN);
const { credentials, ...config } = readConfig(process.env);
if (!credentials) throw new Error('The process that starts this one gives it the credentials of an App.');

const app = await startTollgate({ ...config, credentials }, { clock: { now: () => new Date(now) } });

const say = (answer: Answer) => process.send?.(answer);

async function reply(question: Question): Promise<void> {
  if (question.ask === 'pass') {
    now = new Date(question.now);
    return;
  }
  if (question.ask === 'sweep') await app.queue.enqueue([{ queue: 'sweep', data: {} }]);
  say({ id: question.id, unfinished: await app.queue.countUnfinished() });
}

process.on('message', (question: Question) => {
  // A database that is just being closed answers nothing, and the parent sees this process end.
  reply(question).catch(() => undefined);
});
process.once('SIGTERM', () => {
  app.close().then(() => process.exit(0));
});
process.once('disconnect', () => process.exit(1));
say({ id: 0, url: app.url });
