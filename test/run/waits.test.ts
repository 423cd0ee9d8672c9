import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { TrialRecord } from '../../src/record/trial-record.ts'
import { Preparation } from '../../src/run/simulated/prepare.ts'
import { TrialRunner } from '../../src/run/simulated/trial.ts'
import type { Base } from '../../src/strategies/base.ts'
import { withImplied } from '../../src/strategies/combination.ts'
import { overSecured } from '../../src/strategies/over.ts'
import { catalogue } from '../../src/strategies/registry.ts'
import type { Strategy } from '../../src/strategies/strategy.ts'
import { LAYERS } from '../../src/transport.ts'
import { serverFor } from '../dialogue/scene.ts'
import { BASES_THAT_CONNECT } from '../strategies/bases-by-carrier.ts'
import { combinationsOf, someOf } from '../strategies/every-combination.ts'
import { expectedWaits, ROWS } from '../strategies/minimum-waits.ts'
import { specOf } from './spec.ts'

const runner = new TrialRunner()

/** Of each of them, at the server that it takes; strategies of the same session before have it in common. */
function* trials(strategies: readonly Strategy[]): Generator<readonly [Strategy, TrialRecord]> {
  for (const server of new Set(strategies.map(({ name }) => serverFor(name)))) {
    const here = strategies.filter(({ name }) => serverFor(name) === server)
    const names = here.map(({ name }) => name)
    const preparation = new Preparation(specOf('', { servers: [server], strategies: names }))
    for (const [index, strategy] of here.entries()) {
      yield [strategy, runner.run(preparation.cell(index), 0)]
    }
  }
}

const byLayer = ({ waits }: TrialRecord): Record<string, number> =>
  Object.fromEntries(
    LAYERS.flatMap((layer, index) => (waits[index] ? [[layer, waits[index] ?? 0]] : [])),
  )

/**
 * Every strategy that can be written, once; of what is compared apart those in tables. In a WebSocket is
 * said what is said elsewhere, in every combination (strategies/waits.test.ts): with each modifier alone.
 */
const strategiesOf = (base: Base): readonly Strategy[] => {
  const { compared } = base.entry
  if (compared === 'catalogue') return someOf(base)
  return compared === 'apart' && base.over.kind !== 'quic'
    ? catalogue().filter((one) => one.base === base.name)
    : combinationsOf(base)
}

describe('on the ideal link, against the ideal server', () => {
  for (const base of BASES_THAT_CONNECT) {
    it(`${base.name}: elapsed time / RTT is exactly the number of waits, whatever the modifiers`, () => {
      const row = ROWS.find((one) => one.base === base.name)
      assert.ok(row)
      for (const [strategy, record] of trials(strategiesOf(base))) {
        const { name } = strategy
        assert.deepEqual(
          byLayer(record),
          expectedWaits(row, overSecured(base).security, withImplied(strategy.modifiers)),
          name,
        )
        // RTT 1 s, no rate, no loss, no think time: each wait is a second and nothing else is.
        const waits = record.waits.reduce((sum, count) => sum + count, 0)
        assert.equal(record.lastedUs, waits * 1_000_000, name)
        // What is restored comes behind being ready.
        const { data = 0 } = byLayer(record)
        assert.equal(record.milestonesUs.ready, (waits - data) * 1_000_000, name)
        // QUIC takes an unknown path for one of 333 ms (RFC 9002 §6.2.2), and asks again after 999 ms.
        if (base.over.kind === 'quic') continue
        assert.equal(record.figures.packets.retransmitted, 0, name)
      }
    })
  }
})
