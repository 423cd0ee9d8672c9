/** A server that is down takes nothing, and has it when it is there again. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ServerSide } from '../../src/world/server-side.ts'
import { Writer } from '../../src/world/writer.ts'
import { element, type XmlElement } from '../../src/xml/xml.ts'
import { CLIENT } from '../../src/xmpp/namespaces.ts'

const message = (id: string): XmlElement => element('message', CLIENT, { id })

describe('what is written to the client of a server', () => {
  it('waits while it is down, comes in its order, and is held as long', () => {
    const told: string[] = []
    const gone: XmlElement[] = []
    const side = new ServerSide(
      {
        deliver: (said) => told.push(said.attribute('id') ?? '') !== 0,
        holds: () => false,
        stop: (sessions) => told.push(`stop, ${sessions}`),
        start: () => told.push('start'),
      },
      (said) => gone.push(said),
    )
    const [one, two, three] = [message('1'), message('2'), message('3')]
    side.deliver(one)
    side.stop('lost')
    assert.equal(side.state, 'down')
    side.deliver(two)
    side.deliver(three)
    assert.deepEqual([side.holds(one), side.holds(two), side.holds(three)], [false, true, true])
    side.start()
    assert.deepEqual(told, ['1', 'stop, lost', 'start', '2', '3'])
    assert.deepEqual(gone, [one, two, three])
    assert.equal(side.holds(two), false)
  })
})

describe('who has a device', () => {
  it('writes nothing while it sleeps, and all of it as soon as it wakes', () => {
    let written = 0
    const writer = new Writer(() => {
      written += 1
    })
    writer.due()
    writer.told({ kind: 'slept' })
    writer.due()
    writer.told({ kind: 'network' })
    writer.due()
    assert.equal(written, 1)
    writer.told({ kind: 'woke' })
    assert.equal(written, 3)
    writer.due()
    assert.equal(written, 4)
  })
})
