/**
 * `npm run lives -- COUNT [SEED]`: so many random lives, in turn with each strategy and server of the
 * test. Ends with 1 at the first that is not accounted for, made as small as it can be.
 */
import fc from 'fast-check'
import { assertAccounted } from './accounted.ts'
import { BENCHES, LifeBench, randomLives } from './random-lives.ts'

const [count = '100000', seed = '1'] = process.argv.slice(2)
for (const { strategy, server } of BENCHES) {
  const bench = new LifeBench(strategy, server)
  const numRuns = Math.ceil(Number(count) / BENCHES.length)
  fc.assert(
    fc.property(randomLives, (life) => assertAccounted(bench.run(life), bench.windowUs)),
    { seed: Number(seed), numRuns },
  )
  console.log(`lives: ${numRuns} with ${strategy} at ${server.name}, nothing found`)
}
