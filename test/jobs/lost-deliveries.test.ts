import { expect, it } from 'vitest';
import { lostDeliveries } from '../../src/jobs/lost-deliveries.ts';

const attempt = (id: number, guid: string, statusCode: number) => ({
  id,
  guid,
  statusCode,
  deliveredAt: new Date(0),
});

it.each([
  ['nothing that went well', [attempt(1, 'a', 202), attempt(2, 'b', 200)], []],
  ['what nobody answered', [attempt(1, 'a', 0), attempt(2, 'b', 502), attempt(3, 'c', 202)], [1, 2]],
  ['nothing that went well in another attempt', [attempt(1, 'a', 502), attempt(2, 'a', 202)], []],
  ['the newest attempt of what failed twice', [attempt(2, 'a', 503), attempt(1, 'a', 0)], [2]],
  ['nothing that was refused five times', [1, 2, 3, 4, 5].map((id) => attempt(id, 'a', 403)), []],
])('delivers again %s', (_, attempts, expected) => {
  expect(lostDeliveries(attempts)).toEqual(expected);
});
