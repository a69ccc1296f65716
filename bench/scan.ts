// How long a scan takes, beside others on the same trees: `npm run bench:scan`, see README.md.
import { mkdirSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { astGrep } from './contenders/ast-grep.ts';
import { eslint } from './contenders/eslint.ts';
import { bareParsers } from './contenders/parsers.ts';
import { tollgateFromSources, tollgateInstalled } from './contenders/tollgate.ts';
import { prefilterCheck } from './harmless.ts';
import { hookTimes } from './hook.ts';
import { type Measurement, measureTree } from './measure.ts';
import { table } from './table.ts';
import { builtTree } from './trees/build.ts';
import { treePlans } from './trees/plans.ts';
import { warmScan } from './warm.ts';

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, turns: { type: 'string' } },
});
const turns = Number(values.turns ?? (values.quick ? 3 : 5));

const folder = join(tmpdir(), 'tollgate-bench');
mkdirSync(folder, { recursive: true });
const installed = tollgateInstalled(folder);
const contenders = [
  installed,
  tollgateFromSources(),
  astGrep(folder),
  ...(values.quick ? [] : [bareParsers(), eslint(folder)]),
];

const measurements: Measurement[] = [];
for (const plan of treePlans(values.quick)) {
  const tree = await builtTree(plan, folder);
  console.error(`measuring ${tree.name} …`);
  measurements.push(...measureTree(tree, contenders, turns));
}
console.log(
  `Node ${process.version}, ${availableParallelism()} × ${cpus()[0]?.model}, ${turns} runs each.\n`,
);
console.log(table(measurements));
const [smallest] = treePlans(true).slice(1);
if (smallest) console.log(`\n${await warmScan(await builtTree(smallest, folder), turns)}`);

console.log('\nOne file changed, and all else known from the scan before:');
for (const plan of treePlans(true))
  console.log(await hookTimes(await builtTree(plan, folder), installed, folder));

console.log('\nFindings with and without the prefilter:');
for (const plan of treePlans(true)) console.log(await prefilterCheck(await builtTree(plan, folder)));
