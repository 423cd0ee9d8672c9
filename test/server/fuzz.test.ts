/**
 * Whatever a peer sends, in whatever pieces: the server answers, refuses or waits, and its output
 * is bounded by its input. It never throws, never hangs, and never says what is not XML.
 */
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { type Attack, attack, PIECES } from './attack.ts'
import { BEHAVIOURS } from './behaviours.ts'
import { newServer } from './connected.ts'

const cases: fc.Arbitrary<Attack> = fc.record({
  pieces: fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 10 }),
  mutations: fc.array(fc.record({ at: fc.nat(), octet: fc.nat(255) }), { maxLength: 3 }),
  cuts: fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 4 }),
  mode: fc.constantFrom('starttls', 'direct'),
  early: fc.boolean(),
})

for (const { name, settings } of BEHAVIOURS) {
  describe(`${name}, attacked`, () => {
    it('answers, refuses or waits', () => {
      const server = newServer(settings)
      // PBKDF2 of the passwords that mutation makes is what takes time here.
      fc.assert(
        fc.property(cases, (one) => attack(server.fork(), one)),
        { seed: 6, numRuns: 1_200 },
      )
    })

    it('is not confused by what it has been told before', () => {
      const server = newServer(settings)
      fc.assert(
        fc.property(cases, (one) => attack(server, one)),
        { seed: 7, numRuns: 300 },
      )
    })
  })
}
