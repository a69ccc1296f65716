/** An answer that GitHub gives on purpose: its status and its words. */
export class ApiError extends Error {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly headers: Record<string, string>;

  constructor(
    status: number,
    message: string,
    extra: Record<string, unknown> = {},
    headers: Record<string, string> = {},
  ) {
    super(message);
    this.status = status;
    this.body = {
      message,
      ...extra,
      documentation_url: 'https://docs.github.com/rest',
      ...(STATUSES_WITHOUT_STATUS_TEXT.has(status) ? {} : { status: String(status) }),
    };
    this.headers = headers;
  }
}

/** Schemas of these answers say nothing of `status`; GitHub sends it all the same, as text. */
const STATUSES_WITHOUT_STATUS_TEXT = new Set([405, 422]);

export const notFound = () => new ApiError(404, 'Not Found');
export const badCredentials = (message = 'Bad credentials') => new ApiError(401, message);
export const forbidden = (message: string) => new ApiError(403, message);
export const conflict = (message: string) => new ApiError(409, message);

/** 422 with the field that is wrong, in GitHub's form. */
export function invalidField(resource: string, field: string, code: string, message?: string): ApiError {
  return new ApiError(422, 'Validation Failed', {
    errors: [{ resource, field, code, ...(message === undefined ? {} : { message }) }],
  });
}

/** 422 with one sentence in `errors`, as for a missing label or an unknown reviewer. */
export function unprocessable(message: string): ApiError {
  return new ApiError(422, message);
}
