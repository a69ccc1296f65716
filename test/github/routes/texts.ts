import { invalidField } from '../server/errors.ts';

/** Measured on GitHub: longer ones are refused with 422. */
const LONGEST_TITLE = 256;
const LONGEST_BODY = 65_536;

/** @throws ApiError 422 for a title that is empty or too long, or a body that is too long. */
export function checkTexts(
  resource: string,
  title: string | undefined,
  body: string | null | undefined,
): void {
  if (title !== undefined && title.trim() === '') throw invalidField(resource, 'title', 'missing_field');
  if (title !== undefined && title.length > LONGEST_TITLE)
    throw invalidField(
      resource,
      'title',
      'custom',
      `title is too long (maximum is ${LONGEST_TITLE} characters)`,
    );
  if ((body?.length ?? 0) > LONGEST_BODY)
    throw invalidField(
      resource,
      'body',
      'custom',
      `body is too long (maximum is ${LONGEST_BODY} characters)`,
    );
}
