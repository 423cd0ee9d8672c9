/** One connection of `serve`, fenced in: a mistake of ours ends it, and no other. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { VirtualClock } from '../../src/clock/virtual.ts'
import { Driver } from '../../src/engine.ts'
import { Random } from '../../src/random.ts'
import { ServedEngine } from '../../src/run/serve/engine.ts'
import type { TransportCommand, TransportEvent } from '../../src/transport.ts'
import { instant, START, seconds } from '../../src/units.ts'
import type { ConnectionWatch } from '../../src/watch/connection-watch.ts'
import { IDEAL } from '../server/behaviours.ts'
import { header, newServer } from '../server/connected.ts'
import { listen } from '../watch/overheard.ts'

/** A client that comes in the clear; what it is told, in kinds. */
const served = (watch: ConnectionWatch) => {
  const clock = new VirtualClock()
  const faults: unknown[] = []
  const engine = new ServedEngine({
    connection: newServer(IDEAL).accept({ random: Random.seeded('served'), mode: 'starttls' }),
    watch,
    patience: instant(seconds(60)),
    fault: (error) => faults.push(error),
  })
  const commands: string[] = []
  const driver: Driver<TransportEvent, TransportCommand> = new Driver(engine, clock, ({ kind }) =>
    commands.push(kind),
  )
  const say = (text: string): void =>
    driver.handle({ kind: 'received', bytes: Buffer.from(text), early: false })
  return { clock, driver, engine, say, faults, commands }
}

const broken = (method: 'heard' | 'said'): ConnectionWatch => {
  const watch = listen({}, START)
  watch[method] = () => {
    throw new Error('a mistake of ours')
  }
  return watch
}

describe('a served connection', () => {
  for (const method of ['heard', 'said'] as const) {
    it(`is closed at once for a mistake in what is ${method}, and told nothing more`, () => {
      const { say, faults, commands } = served(broken(method))
      say(header())
      assert.deepEqual([commands, faults.length], [['close'], 1])
      say("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")
      assert.deepEqual([commands, faults.length], [['close'], 1])
    })
  }

  // One wait is TCP's.
  it('has not answered a client that has gone by then', () => {
    const waitsOf = (isGone: boolean): number => {
      const watch = listen({}, START)
      const { engine, say } = served(watch)
      if (isGone) engine.ended()
      say(header())
      return watch.waited.count
    }
    assert.deepEqual([waitsOf(false), waitsOf(true)], [2, 1])
  })

  it('is closed when its client is not ready in time', () => {
    const { clock, driver, commands } = served(listen({}, START))
    driver.handle({ kind: 'connected' })
    clock.run(instant(seconds(59)))
    assert.deepEqual(commands, [])
    clock.run(instant(seconds(60)))
    assert.deepEqual(commands, ['close'])
  })
})
