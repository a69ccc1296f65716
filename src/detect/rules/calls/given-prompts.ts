import type { CallFact, FileFacts, Value } from '../../facts.ts';
import type { LinkedFile } from '../../link/model.ts';

/** `client.generate(messages=…, max_tokens=…)`: whatever the client is, who takes these two asks a model. */
export function givesPrompt({ facts }: LinkedFile, { callee, named, positional }: CallFact): boolean {
  const isMethod = callee.kind === 'member';
  const called = isMethod ? callee.property : callee.kind === 'import' ? callee.name : '';
  const objects = positional.flatMap((value) => (value.kind === 'object' ? value.entries : []));
  const names = [
    ...named.map(({ name }) => name),
    ...objects.flatMap(({ key }) => (key.kind === 'text' ? [key.text] : [])),
  ];
  const isWithModel = names.some((name) => MODEL.test(name));
  const isAsked = isWithModel ? ASKED.test(called) || TASKS.test(called) : isMethod && ASKED.test(called);
  const says = isWithModel ? SAYS_BESIDE_MODEL : SAYS;
  return (
    isAsked &&
    (names.some((name) => says.test(name)) ||
      positional.some(
        (one) => one.kind === 'binding' && PROMPT.test(facts.bindings[one.binding]?.name ?? ''),
      )) &&
    names.some((name) => TUNES.test(name))
  );
}

/**
 * `provider.execute(model, prompt)`: whatever its method is called, what is there for others is given a prompt; among the
 * first three, behind names, so that the prefilter sees it.
 */
export function givesProvider({ facts }: LinkedFile, { callee, positional, named }: CallFact): boolean {
  if (callee.kind !== 'member' || !PROVIDER.test(holderOf(facts, callee.object))) return false;
  if (MAKES_OR_LOOKS.test(callee.property)) return false;
  const [first] = positional.length === 0 ? named : [];
  const at = positional.findIndex((one) => GIVEN.test(nameOf(facts, one)));
  return first ? GIVEN.test(first.name) : at >= 0 && at < 3 && positional.slice(0, at).every(isName);
}

function holderOf(facts: FileFacts, value: Value): string {
  return value.kind === 'member' ? value.property : nameOf(facts, value);
}

function nameOf({ bindings }: FileFacts, value: Value): string {
  return value.kind === 'binding' ? (bindings[value.binding]?.name ?? '') : '';
}

function isName({ kind }: Value): boolean {
  return kind === 'binding' || kind === 'member';
}

/** Not `null_provider`, which answers without a model. */
const PROVIDER =
  /^(?!_?(?:null|no_?op|dummy|mock|fake|stub|canned|heuristic|static|template|rule))\w*(?:provider|adapter)$/i;

const GIVEN = /^(?:\w{1,11}_?)?(?:prompt|messages)$/i;

/** `provider.count_tokens(prompt)`, `provider.buildBody(messages)` ask nothing yet. */
const MAKES_OR_LOOKS =
  /token|count|estimat|cost|valid|check|build|make|create|format|convert|parse|prepare|render|save|store|log|set|add|append|register|supports|notify|push|deliver|publish/i;

const ASKED =
  /^_?a?(?:generate|complete|completion|chat|invoke|ask|query|call|predict|respond|stream)(?:$|_|[A-Z])/;

/** `provider.translate(prompt=…, model=…, max_tokens=…)`: what a model is asked for, where it is named too. */
const TASKS =
  /^_?(?:translate|summari[sz]e|classify|extract|describe|analy[sz]e|answer|rewrite|run|execute|send|request)(?:$|_|[A-Z])/;
const MODEL = /^model(?:_?(?:name|id))?$/i;

/** What is asked, by the names of arguments. */
const SAYS = /^(?:messages|prompt|user_?prompt)$/i;
const SAYS_BESIDE_MODEL =
  /^(?:messages?|(?:user_?|system_?)?prompt|(?:message_?)?contents?|conversation|history)$/i;

/** `askGateway(messages, { model, temperature })`: what is asked, by the name of what is given first. */
const PROMPT = /^(?:\w+_)?(?:messages|prompt)$|(?:^messages|Messages|^prompt|Prompt)(?:$|[A-Z])/;

/** Each makes the prefilter look at the file. */
const TUNES = /^max_?(?:output_?|new_?|completion_?)?tokens$|^temperature$|^tool_?choice$/i;
