import { z } from 'zod';
import { type Call, ok, type Reply, readQuery } from './call.ts';

const PageQuery = z.object({
  per_page: z.coerce.number().int().min(1).optional().catch(undefined),
  page: z.coerce.number().int().min(1).catch(1).default(1),
});

/** Items a page if nothing is asked for. */
const USUAL_PAGE = 30;

/** At most 100 a page, whatever is asked for (docs: "Using pagination in the REST API"). */
const LARGEST_PAGE = 100;

/** One page of a list, with GitHub's `Link` header to the others. */
export async function page<Item>(
  call: Call,
  items: readonly Item[],
  show: (item: Item) => unknown,
  wrap: (shown: unknown[], total: number) => unknown = (shown) => shown,
  usualSize = USUAL_PAGE,
): Promise<Reply> {
  const query = readQuery(call, PageQuery);
  const size = query.per_page === undefined ? usualSize : Math.min(query.per_page, LARGEST_PAGE);
  const start = (query.page - 1) * size;
  const shown = await Promise.all(items.slice(start, start + size).map(show));
  const last = Math.max(1, Math.ceil(items.length / size));
  return { ...ok(wrap(shown, items.length)), headers: linkHeader(call, query.page, last) };
}

function linkHeader(call: Call, current: number, last: number): Record<string, string> {
  const links = [
    ...(current > 1 ? [link(call, 'prev', current - 1), link(call, 'first', 1)] : []),
    ...(current < last ? [link(call, 'next', current + 1), link(call, 'last', last)] : []),
  ];
  return links.length ? { link: links.join(', ') } : {};
}

function link(call: Call, relation: string, number: number): string {
  const url = new URL(call.url);
  url.searchParams.set('page', String(number));
  return `<${url.href}>; rel="${relation}"`;
}
