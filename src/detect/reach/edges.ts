import { asksByName } from '../catalog/call-names.ts';
import { isJobQueue } from '../catalog/job-queues.ts';
import type { CallFact, Value } from '../facts.ts';
import { calledName } from './called-name.ts';
import { functionsAround } from './functions-around.ts';
import type { Notes } from './notes.ts';
import { INWARDS, OUTWARDS, TRAITS } from './notes.ts';
import type { Naming, Parts } from './parts.ts';
import { partsOf, VARIABLE } from './parts.ts';

interface Adding {
  naming: Naming;
  notes: Notes;
}

/** Notes what follows from what in one file. */
export function addFile(notes: Notes, naming: Naming): void {
  const adding: Adding = { naming, notes };
  addBindings(adding);
  addFunctions(adding);
  addClasses(adding);
  const around = functionsAround(naming.facts);
  for (const [index, call] of naming.facts.calls.entries()) addCall(adding, call, index, around[index] ?? []);
  addQueues(adding);
  for (const { name, value } of naming.facts.exports) give(adding, [value], naming.exported(name));
  addEnvironment(adding);
}

/** What these values are, `target` is; and who asks for `target` asks for them. */
function give({ naming, notes }: Adding, values: readonly Value[], target: number): Parts {
  const parts = partsOf(naming, values);
  if (parts.tells) notes.hold(target, TRAITS.carries);
  for (const thing of parts.things) connect(notes, thing, target);
  if (parts.things.size > 0) notes.follow(target, TRAITS.carries, target, TRAITS.asked);
  return parts;
}

function connect(notes: Notes, part: number, whole: number): void {
  notes.follow(part, OUTWARDS | TRAITS.asks, whole);
  notes.follow(whole, INWARDS, part);
}

function addBindings(adding: Adding): void {
  const { naming } = adding;
  for (const [index, { values, type }] of naming.facts.bindings.entries()) {
    if (values.length > 0) give(adding, values, naming.own('binding', index));
    if (type) addType(adding, type, naming.own('binding', index));
  }
  for (const { target, value } of naming.facts.assignments ?? []) {
    for (const thing of partsOf(naming, [target]).things) give(adding, [value], thing);
  }
}

/** A parameter that is declared to be of a class has its methods. */
function addType({ naming, notes }: Adding, type: Value, binding: number): void {
  for (const thing of partsOf(naming, [type]).things) notes.follow(thing, TRAITS.asks, binding);
}

/** What is handed to a function is what its parameters hold. */
function addFunctions(adding: Adding): void {
  const { naming, notes } = adding;
  for (const [index, { parameters, returns }] of naming.facts.functions.entries()) {
    const thing = naming.own('function', index);
    give(adding, returns, thing);
    for (const { binding } of parameters) {
      notes.follow(thing, TRAITS.handed, naming.own('binding', binding), TRAITS.given);
    }
  }
}

function addClasses(adding: Adding): void {
  const { naming, notes } = adding;
  for (const [index, { bases, attributes, methods }] of naming.facts.classes.entries()) {
    const thing = naming.own('class', index);
    // Its bases' methods run on what it sets.
    for (const base of give(adding, bases, thing).things) {
      notes.follow(thing, TRAITS.carries, base, TRAITS.asked);
      // Who is handed a base may be handed this one.
      notes.follow(thing, TRAITS.asks, base);
    }
    notes.follow(thing, TRAITS.calls, thing, TRAITS.asked);
    for (const { name, values } of attributes) {
      const attribute = naming.attribute(index, name);
      give(adding, values, attribute);
      connect(notes, attribute, thing);
    }
    for (const method of methods) connect(notes, naming.own('function', method.function), thing);
  }
}

/** A call with what carries, or of what calls such, is what all of this is about: everything in it matters. */
function addCall(adding: Adding, call: CallFact, index: number, around: readonly number[]): void {
  const { naming, notes } = adding;
  const [use, passed] = [naming.own('use', index), naming.own('passed', index)];
  const values = [...call.positional, ...call.named.map(({ value }) => value), ...(call.spreads ?? [])];
  const callee = give(adding, [call.callee], use);
  const passing = give(adding, values, passed);
  if (asksByName(call.callee)) notes.hold(use, TRAITS.asks);
  notes.follow(passed, TRAITS.carries | TRAITS.given, use);
  notes.follow(use, OUTWARDS, use, TRAITS.asked);
  notes.follow(use, TRAITS.asked, passed);
  for (const thing of callee.things) {
    notes.follow(passed, TRAITS.carries | TRAITS.given, thing, TRAITS.handed);
  }
  const handsOn = call.spread || [...passing.things].some((thing) => naming.isParameter(thing));
  for (const caller of around) addCaller(adding, caller, use, handsOn ? callee : null);
  addResult(adding, call, index, callee);
}

/** What a queue of jobs is called, and how often it tries each, may be said in files that say nothing else. */
function addQueues({ naming, notes }: Adding): void {
  const { calls, imports } = naming.facts;
  if (!imports.some(({ module }) => isJobQueue(module))) return;
  for (const [index, { callee, construct }] of calls.entries()) {
    if (construct || OF_QUEUES.test(calledName(callee)))
      notes.hold(naming.own('passed', index), TRAITS.asked);
  }
}

const OF_QUEUES = /^(?:add|send|createQueue|work|Processor|InjectQueue|registerQueue)$/;

/** Callers of a function without parameters cannot change what it calls. */
function addCaller({ naming, notes }: Adding, caller: number, use: number, callee: Parts | null): void {
  const thing = naming.own('function', caller);
  notes.follow(use, TRAITS.carries | TRAITS.asks, thing, TRAITS.asks);
  if (naming.facts.functions[caller]?.parameters.length === 0) return;
  notes.follow(use, TRAITS.carries, thing, TRAITS.calls);
  for (const called of callee?.things ?? []) {
    notes.follow(called, TRAITS.calls | TRAITS.deep, thing, TRAITS.deep);
  }
}

/** What a call gives carries what it is made of; but the answer to a request is no endpoint. */
function addResult({ naming, notes }: Adding, call: CallFact, index: number, callee: Parts): void {
  const [result, use] = [naming.own('result', index), naming.own('use', index)];
  for (const thing of callee.things) notes.follow(result, INWARDS, thing);
  notes.follow(result, TRAITS.asked | TRAITS.carries, use, TRAITS.asked);
  const [first] = call.positional;
  // `config.get('LLM_URL')`
  if (first?.kind === 'text' && VARIABLE.test(first.text))
    connect(notes, naming.environment(first.text), result);
  if (isSending(call.callee)) return;
  if (callee.tells) notes.hold(result, TRAITS.carries);
  const makes = makesObject(call);
  const traits = TRAITS.carries | TRAITS.asks | (makes ? TRAITS.calls : 0);
  for (const thing of callee.things) notes.follow(thing, traits, result);
  // What the tree does not declare gives back what it is given: `new URL(x)`, `axios.create({ baseURL })`.
  if (callee.things.size === 0 || makes)
    notes.follow(naming.own('passed', index), TRAITS.carries | TRAITS.asks, result);
}

const SENDING =
  /^_?(?:a?(?:call|invoke|predict|generate|complete|chat|query|ask|run|send|stream|fetch|post|request)\w*|put|patch|delete|a?create|embed\w*|completions?|search|log|info|debug|warn(?:ing)?|error|exception|print)$/i;

/** `client.responses.create(…)`, but not `axios.create(…)`, whose object is a package. */
function isSending(callee: Value): boolean {
  if (callee.kind === 'global' || callee.kind === 'import') return SENDING.test(callee.name);
  if (callee.kind !== 'member') return false;
  if (callee.property === 'create' && callee.object.kind === 'import') return false;
  return SENDING.test(callee.property);
}

const MAKING = /^_*(?:[A-Z]|(?:make|create|build|get|new|init|with)(?:_|[A-Z]|$))/;

/** Whether a call makes an object, as far as its name tells. */
function makesObject({ callee, construct }: CallFact): boolean {
  if (construct || callee.kind === 'class') return true;
  return MAKING.test(calledName(callee));
}

function addEnvironment({ naming, notes }: Adding): void {
  for (const { name, value } of naming.facts.environment) {
    const thing = naming.environment(name);
    if (partsOf(naming, [{ kind: 'text', text: value }]).tells) notes.hold(thing, TRAITS.carries);
    for (const [, other = ''] of value.matchAll(/\$\{?(\w+)/g)) {
      notes.follow(naming.environment(other), TRAITS.carries, thing);
    }
  }
}
