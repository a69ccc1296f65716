import picomatch from 'picomatch';
import type { Policy, PolicyException } from '../policy/policy.ts';
import type { ExceptedFinding, Finding } from './finding.ts';

/** Takes out the findings that policy says are wrong (decisions 6); the first exception that fits one answers for it. */
export function withoutExceptions(
  findings: readonly Finding[],
  { exceptions }: Pick<Policy, 'exceptions'>,
): { findings: Finding[]; excepted: ExceptedFinding[] } {
  if (exceptions.length === 0) return { findings: [...findings], excepted: [] };
  const matchers = exceptions.map(matcherOf);
  const kept: Finding[] = [];
  const excepted: ExceptedFinding[] = [];
  for (const finding of findings) {
    const exception = matchers.findIndex((fits) => fits(finding));
    if (exception < 0) kept.push(finding);
    else excepted.push({ finding, exception });
  }
  return { findings: kept, excepted };
}

/** The exceptions that no finding of a whole tree needs any more. */
export function staleExceptions(
  { exceptions }: Pick<Policy, 'exceptions'>,
  excepted: readonly ExceptedFinding[],
): PolicyException[] {
  const used = new Set(excepted.map(({ exception }) => exception));
  return exceptions.filter((_, index) => !used.has(index));
}

function matcherOf({ rule, path, fingerprint, snippet }: PolicyException): (finding: Finding) => boolean {
  const inPath = path === null ? () => true : picomatch(path, { dot: true, nonegate: true });
  return (finding) =>
    finding.rule === rule &&
    inPath(finding.path) &&
    (fingerprint === null || finding.fingerprint === fingerprint) &&
    (snippet === null || finding.snippet.replace(/\s+/g, ' ').includes(snippet));
}
