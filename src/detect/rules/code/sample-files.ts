import type { LinkedFile } from '../../link/model.ts';

/**
 * `lib/settings-mock.ts`, `mocks/providers.ts`, `mockData.ts`: what is shown until there is something real. What people
 * train with is real: `mock-interview/models.ts`.
 */
const OF_SAMPLES =
  /(?:^|[/._-])mocks?(?![/._-]?(?:[iI]nterview|[eE]xam|[tT]est|[tT]rial))(?:[/._-]|[dD]ata|[A-Z])|[a-z]Mocks?\.[a-z]+$/;

/** Whether a file says by its name that nobody is asked with what is in it. */
export function holdsSamples({ path }: LinkedFile): boolean {
  return OF_SAMPLES.test(path);
}
