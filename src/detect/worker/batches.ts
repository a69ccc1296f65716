import type { ExtractRequest } from './messages.ts';

/** What one message to a thread carries: enough to pay for the message, little enough to share the work. */
const BATCH = { files: 64, bytes: 400_000 } as const;

/** Splits requests, in order, into what one thread reads in one go. */
export function batchesOf(requests: ExtractRequest[]): ExtractRequest[][] {
  const batches: ExtractRequest[][] = [];
  let bytes = 0;
  for (const request of requests) {
    const batch = batches.at(-1);
    const fits = batch && batch.length < BATCH.files && bytes + request.bytes.length <= BATCH.bytes;
    if (fits) batch.push(request);
    else batches.push([request]);
    bytes = fits ? bytes + request.bytes.length : request.bytes.length;
  }
  return batches;
}
