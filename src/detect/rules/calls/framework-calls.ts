import type { LinkedFile, Resolved, Resolver } from '../../link/model.ts';

/** `dspy.Predict("question -> answer")(question=…)`: it asks whatever model the program was given. */
export function isProgram(callee: Resolved): boolean {
  if (callee.kind === 'member' && /^a?(?:call|forward)$/.test(callee.name)) return isProgram(callee.object);
  if (callee.kind !== 'instance' || callee.of.kind !== 'symbol' || callee.of.module !== 'dspy') return false;
  return PROGRAMS.test(callee.of.path.join('.'));
}

const PROGRAMS =
  /^(?:Predict|ChainOfThought|ChainOfThoughtWithHint|ProgramOfThought|ReAct|TypedPredictor|MultiChainComparison|CodeAct|asyncify)$/;

/** `await Runner.run(agent, text)` of OpenAI's agents, where the tree has no package of that name. */
export function isRun({ tree }: Resolver, { path }: LinkedFile, callee: Resolved): boolean {
  return (
    callee.kind === 'symbol' &&
    callee.registry === 'pypi' &&
    callee.module === 'agents' &&
    /^Runner\.run(?:_sync|_streamed)?$/.test(callee.path.join('.')) &&
    tree.modules.target(path, 'pypi', 'agents') === null
  );
}

/** `StateGraph(State).compile().ainvoke(…)` of LangGraph, where the graph is put together in the same file. */
export function isGraph(file: LinkedFile, callee: Resolved): boolean {
  if (callee.kind !== 'member' || !RUNS_GRAPH.test(callee.name)) return false;
  let made = callee.object;
  if (made.kind !== 'instance' || made.file !== file || lastOf(made.of) !== 'compile') return false;
  while (made.kind === 'instance' && made.of.kind === 'member') made = clientBehind(made.of);
  return made.kind === 'instance' && made.of.kind === 'symbol' && LANGGRAPH.test(made.of.module);
}

const RUNS_GRAPH = /^(?:a?invoke|a?stream|astream_events|streamEvents)$/;
const LANGGRAPH = /^(?:langgraph\b|@langchain\/langgraph)/;

/** What a method is one of: of `client.chat.completions.create` the client. */
export function clientBehind(member: Resolved): Resolved {
  return member.kind === 'member' ? clientBehind(member.object) : member;
}

/** The last of the names that lead to what made something. */
export function lastOf(made: Resolved): string {
  return 'path' in made ? (made.path.at(-1) ?? '') : made.kind === 'member' ? made.name : '';
}
