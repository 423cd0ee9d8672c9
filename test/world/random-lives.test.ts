/** Messages over random timelines; `npm run lives -- 100000` tries more, and others. */
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { cases } from '../cases.ts'
import { assertAccounted } from './accounted.ts'
import { BENCHES, LifeBench, randomLives } from './random-lives.ts'

const LIVES = 1000

describe('whatever happens, and whenever', () => {
  for (const { strategy, server } of BENCHES) {
    it(`stream management loses and doubles nothing: ${strategy} at ${server.name}`, () => {
      const bench = new LifeBench(strategy, server)
      fc.assert(
        fc.property(randomLives, (life) => assertAccounted(bench.run(life), bench.windowUs)),
        { seed: 11, numRuns: cases(LIVES / BENCHES.length) },
      )
    })
  }
})
