/** Connections of one account in one virtual world: each hears what another one causes. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { milliseconds, plus } from '../../src/units.ts'
import { element } from '../../src/xml/xml.ts'
import { remember } from '../../src/xmpp/dialogue/memory.ts'
import { World } from './world.ts'

const delay = [{ kind: 'delay', delay: milliseconds(50) }] as const

/** A world in which the first connection is up. */
const connected = () => {
  const world = new World({ up: delay, down: delay })
  const first = world.attempt('legacy-direct')
  const outcome = first.run()
  assert.ok(outcome.kind === 'ready')
  world.server.domain.makeAvailable('alice')
  return { world, first, session: outcome.stream }
}

describe('two connections of one account', () => {
  it('the one that is resumed elsewhere hears its conflict when the other hears that it is resumed', () => {
    const { world, session } = connected()
    const second = world.attempt('legacy-resume-direct', remember(session))
    assert.equal(second.run().kind, 'ready')
    const resumedAt = world.when(1, 'heard', '<resumed')
    second.linger(milliseconds(100))
    // Both leave the server at the same instant, without think time, and cross 50 ms of delay.
    assert.ok(resumedAt !== undefined)
    assert.equal(world.when(0, 'heard', '<conflict'), resumedAt)
    // Nothing more is said to the connection that was displaced: the session is the other's.
    world.server.domain.deliver(
      'alice',
      element('message', 'jabber:client', { id: 'after' }),
      world.clock.now(),
    )
    const deliveredAt = world.clock.now()
    second.linger(milliseconds(100))
    assert.equal(world.when(0, 'heard', 'after'), undefined)
    assert.equal(world.when(1, 'heard', 'after'), plus(deliveredAt, milliseconds(50)))
  })

  it('the one whose resource is bound elsewhere hears its conflict at once', () => {
    const { world } = connected()
    assert.equal(world.attempt('legacy-direct').run().kind, 'ready')
    // The server binds when <bind/> arrives, which is 50 ms before the answer is heard.
    assert.equal(world.when(0, 'heard', '<conflict'), world.when(1, 'heard', '<jid>'))
  })

  it('a message is heard one way later, though the connection was told nothing', () => {
    const { world, first } = connected()
    const sentAt = plus(world.clock.now(), milliseconds(300))
    world.clock.at(sentAt, () => {
      world.server.domain.deliver(
        'alice',
        element('message', 'jabber:client', { id: 'news' }),
        world.clock.now(),
      )
    })
    first.linger(milliseconds(1000))
    assert.equal(world.when(0, 'heard', 'news'), plus(sentAt, milliseconds(50)))
  })
})
