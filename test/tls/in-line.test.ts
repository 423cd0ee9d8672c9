/** The server's handshakes wait in a line, whether it knows at once when their turn is or not. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { constantly, type WorkLine } from '../../src/processing-time.ts'
import { type Duration, milliseconds, plus, sum } from '../../src/units.ts'
import { HANDSHAKES, type Handshake } from './handshakes.ts'
import { exchange, octets, SAID } from './pair.ts'

const THINKS = milliseconds(1)
const WAIT = milliseconds(3)

const at: WorkLine = { begin: (now) => plus(now, WAIT) }

/** Asked a second time, it knows. */
function laterAt(): WorkLine {
  const asked = new Set<number>()
  return {
    begin: (now) => {
      if (asked.has(now)) return plus(now, WAIT)
      asked.add(now)
      return 'not-yet'
    },
  }
}

const shown = ({ client, server }: Handshake, line?: WorkLine): unknown => {
  const { pair, flights, waits } = exchange(client, server, octets(SAID), 'in line', line)
  const events = [pair.client, pair.server].map((end) => end.events.map(({ kind }) => kind))
  return { flights, waits, events, now: pair.now }
}

describe('a handshake in line', () => {
  for (const handshake of HANDSHAKES) {
    it(`${handshake.name}: begins when its turn is`, () => {
      const taking = (time: Duration): Handshake => ({
        ...handshake,
        server: { ...handshake.server, flightThink: constantly(time) },
      })
      const slower = shown(taking(sum(THINKS, WAIT)))
      assert.deepEqual(shown(taking(THINKS), at), slower)
      assert.deepEqual(shown(taking(THINKS), laterAt()), slower)
    })
  }
})
