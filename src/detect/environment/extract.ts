import type { FileFacts, ProblemFact } from '../facts.ts';
import { emptyFacts } from '../facts.ts';
import { gatewayFacts } from '../gateway-config/extract.ts';
import { isStackOverflow } from '../stack-overflow.ts';
import { readDockerfile } from './dockerfile.ts';
import { readDotenv } from './dotenv.ts';
import type { EnvironmentLanguage } from './language.ts';
import type { EnvironmentReading } from './reading.ts';
import { readYaml } from './yaml.ts';

export { type EnvironmentLanguage, environmentLanguage } from './language.ts';

/**
 * The environment variables that a file sets, and the gateway's models if a chart or manifest holds them. Never throws. Values are as written: `${NAME:-default}` stays, since
 * what it stands for depends on the other files of the tree. A variable without a value is left out: it is handed
 * through from a place that no file shows.
 */
export function extractEnvironment(text: string, language: EnvironmentLanguage = 'environment'): FileFacts {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const facts = { ...emptyFacts(language), ...readEnvironment(source, language) };
  return language === 'environment-yaml' ? { ...facts, ...gatewayFacts(source) } : facts;
}

function readEnvironment(source: string, language: EnvironmentLanguage): EnvironmentReading {
  try {
    switch (language) {
      case 'environment':
        return { environment: readDotenv(source), problems: [] };
      case 'environment-dockerfile':
        return { environment: readDockerfile(source), problems: [] };
      case 'environment-yaml':
        return readYaml(source);
    }
  } catch (error) {
    return { environment: [], problems: [problemOf(error)] };
  }
}

/** The YAML parser calls itself for each level of nesting. */
function problemOf(error: unknown): ProblemFact {
  const message = error instanceof Error ? error.message : String(error);
  return isStackOverflow(error)
    ? { reason: 'too-deep', message: 'It nests too deeply to be read.', range: null }
    : { reason: 'crashed', message: `It could not be read: ${message}`, range: null };
}
