import type { FileFacts, Value } from '../../facts.ts';

/** `urlInput.value = 'https://…'`: what stands in a box where a person writes. */
export function fillsBox({ bindings }: FileFacts, target: Value): boolean {
  if (target.kind !== 'member' || target.property !== 'value') return false;
  const { object } = target;
  const name =
    object.kind === 'binding' ? bindings[object.binding]?.name : object.kind === 'member' && object.property;
  return BOX.test(name || '');
}

/** Not `model.value`, as Vue sets one. */
const BOX = /(?:[iI]nput|[bB]ox|[fF]ield|[tT]ext_?[aA]rea|[sS]elect|[pP]icker|(?:(?:^|_)el|El)(?:ement)?)$/;
