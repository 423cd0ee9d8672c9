/** A server that was restarted cannot open the tickets that it had sealed; a proxy in front of it can. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { simulatedSettings } from '../../src/run/simulated/conditions.ts'
import { prepareCell } from '../../src/run/simulated/prepare.ts'
import { withKeysSince } from '../../src/run/simulated/ticket-keys.ts'
import { bytes } from '../../src/units.ts'
import { specOf } from './spec.ts'

function keyAfter(restarts: number, strategy = 'fast-resume-direct+tls-resumed'): string {
  const { strategy: built, conditions, earlier, account } = prepareCell(specOf(strategy), 0)
  assert.ok('held' in earlier)
  const made = simulatedSettings(built, conditions, earlier.held, account, bytes(1500))
  const { over } = withKeysSince(restarts, made, conditions.server)
  assert.ok(over.kind !== 'tcp' && over.server.tickets.kind === 'resume')
  return over.server.tickets.key
}

describe('the keys of tickets', () => {
  it('are others after each restart', () => {
    const keys = [0, 1, 2].map((restarts) => keyAfter(restarts))
    assert.equal(new Set(keys).size, 3)
  })
})
