/** R20: a session of BOSH whose connection has died goes on over another one, in a copy of what was. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { prepareCell } from '../../src/run/simulated/prepare.ts'
import { TrialRunner } from '../../src/run/simulated/trial.ts'
import { SERVERS } from '../../src/servers/catalogue.ts'
import { LAYERS } from '../../src/transport.ts'
import { specOf } from './spec.ts'

const record = (strategy: string, server = 'ideal', index = 0) => {
  const found = SERVERS.find(({ name }) => name === server)
  assert.ok(found)
  return new TrialRunner().run(prepareCell(specOf(strategy, { servers: [found] }), 0), index)
}

const waitsOf = (strategy: string, server?: string) =>
  Object.fromEntries(
    record(strategy, server).waits.flatMap((count, index) =>
      count > 0 ? [[LAYERS[index], count]] : [],
    ),
  )

describe('a session of BOSH that goes on', () => {
  it('waits for its connection and one answer, by either count', () => {
    for (const [name, expected] of [
      ['continued-bosh', { tcp: 1, tls: 1, upgrade: 1 }],
      ['continued-bosh+tfo', { tls: 1, upgrade: 1 }],
      ['continued-bosh+tls12', { tcp: 1, tls: 2, upgrade: 1 }],
      ['continued-bosh+tls12+tls-resumed', { tcp: 1, tls: 1, upgrade: 1 }],
      ['continued-bosh+dns', { dns: 1, tcp: 1, tls: 1, upgrade: 1 }],
    ] as const) {
      assert.deepEqual(waitsOf(name), expected, name)
      // RTT 1 s, no rate, no loss, no think time.
      const total = Object.values(expected).reduce((sum, count) => sum + count, 0)
      assert.equal(record(name).milestonesUs.ready, total * 1_000_000, name)
    }
  })

  it('waits for nothing that was owed to the connection before', () => {
    // ejabberd does not answer carbons along with binding: the session before has asked for it.
    for (const server of ['ejabberd', 'prosody']) {
      assert.deepEqual(waitsOf('continued-bosh', server), { tcp: 1, tls: 1, upgrade: 1 }, server)
    }
  })

  it('is the same in every trial, whichever came before it', () => {
    const spec = specOf('continued-bosh', { trials: 3 })
    const cell = prepareCell(spec, 0)
    const runner = new TrialRunner()
    const [first, , third] = [0, 1, 2].map((index) => runner.run(cell, index))
    assert.deepEqual(new TrialRunner().run(prepareCell(spec, 0), 2), third)
    assert.deepEqual(runner.run(cell, 0), first)
  })
})
