/** A clock that counts round trips: what moves it on, and what does not. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { turnCounts } from '../../src/stack/turns.ts'

describe('turns', () => {
  it('are late by one when something waited for an acknowledgement that nothing else brought', () => {
    const { client, server } = turnCounts()
    client.wrote(80)
    client.wrote(160)
    client.released(80, 80)
    server.heard(240)
    server.wrote(400)
    assert.equal(client.late, undefined)
    client.heard(400)
    assert.deepEqual(client.late, { actual: 2, unheld: 1 })
  })

  it('are not when it was said in the turn in which the acknowledgement was due anyway', () => {
    const { client, server } = turnCounts()
    client.wrote(80)
    server.heard(80)
    server.wrote(50)
    client.heard(50)
    // The acknowledgement of the 80 octets was delayed beyond the answer; a pause, and no turn.
    client.wrote(160)
    client.released(80, 80)
    server.heard(240)
    server.wrote(400)
    client.heard(450)
    assert.equal(client.late, undefined)
  })

  it('are late where the server held something back, from the octet on that it held', () => {
    const { client, server } = turnCounts()
    client.wrote(80)
    server.heard(80)
    server.wrote(255)
    server.wrote(300)
    server.released(255, 255)
    client.heard(255)
    assert.equal(client.late, undefined)
    client.heard(256)
    assert.deepEqual(client.late, { actual: 2, unheld: 1 })
  })
})
