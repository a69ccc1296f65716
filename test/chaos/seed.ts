/** A seed of its own for each run, printed: `CHAOS_SEED=… npm run test:chaos` runs it again. */
export function chaosSeed(name: string): number {
  const given = process.env.CHAOS_SEED;
  const seed = given ? Number(given) : Math.floor(Math.random() * 1e9);
  if (!Number.isInteger(seed)) throw new Error(`CHAOS_SEED is ${given}: it must be a whole number.`);
  console.log(`${name}: CHAOS_SEED=${seed}`);
  return seed;
}
