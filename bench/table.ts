import type { Measurement, Run } from './measure.ts';

const HEAD = `| tree | files | MB | contender | wall, median (min to max) | CPU | peak memory | wall, beside ast-grep |
|---|---:|---:|---|---:|---:|---:|---:|`;

/** The measurements as a Markdown table. */
export function table(measurements: readonly Measurement[]): string {
  return [HEAD, ...measurements.map((one) => row(one, yardstick(measurements, one)))].join('\n');
}

function yardstick(measurements: readonly Measurement[], { tree }: Measurement): number | null {
  const found = measurements.find((one) => one.tree.name === tree.name && one.contender.name === 'ast-grep');
  return found ? median(found.runs, (run) => run.wallSeconds) : null;
}

function row({ tree, contender, runs }: Measurement, beside: number | null): string {
  const wall = median(runs, (run) => run.wallSeconds);
  const walls = runs.map((run) => run.wallSeconds);
  const cells = [
    tree.name,
    tree.files,
    (tree.bytes / 1e6).toFixed(1),
    contender.name,
    `${wall.toFixed(2)} s (${Math.min(...walls).toFixed(2)} to ${Math.max(...walls).toFixed(2)})`,
    `${median(runs, (run) => run.cpuSeconds).toFixed(2)} s`,
    `${median(runs, (run) => run.maxRssMegabytes).toFixed(0)} MB`,
    beside === null ? '' : (wall / beside).toFixed(2),
  ];
  return `| ${cells.join(' | ')} |`;
}

function median(runs: readonly Run[], figure: (run: Run) => number): number {
  const sorted = runs.map(figure).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
