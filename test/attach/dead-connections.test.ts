/**
 * Connections that die on their way, or because the server's host forgets them: who is told what,
 * and when. A round trip of 100 ms and exact timers, so the numbers are exact.
 *
 * After the handshake the RTO is 300 ms at both ends: 100 ms, and the 200 ms that the variation is
 * at least. A lone segment is repeated by the probe after 300 ms (2·100 + 200, but never later than
 * the RTO), and a full RTO after that for the first time by the RTO.
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { TcpSettings } from '../../src/tcp/settings.ts'
import { connected } from './over-tcp.ts'

/** Connected and idle for a second. */
function idle(tcp: Partial<TcpSettings> = {}) {
  const scene = connected(tcp)
  scene.until(1_000)
  assert.deepEqual(scene.heard, {
    client: ['100 waited', '100 connected'],
    server: ['150 connected'],
  })
  assert.deepEqual(scene.packets(), { up: 2, down: 1 })
  scene.forget()
  return scene
}

describe('a connection whose address is gone', () => {
  it('carries nothing either way, and each end gives up by its own patience alone', () => {
    const { connection, heard, until, says, packets } = idle({ dataRetries: 1 })
    connection.cut('address-gone')
    says('client')
    until(2_000)
    says('server')
    until(60_000)
    // One doubling of the least RTO: 600 ms from the first repetition by the RTO, at 600 ms. It is
    // asked when the RTO strikes: after 600 ms (600 ms backed off).
    assert.deepEqual(heard, {
      client: ['2200 retransmission-limit'],
      server: ['3200 retransmission-limit'],
    })
    assert.deepEqual(packets(), { up: 2, down: 1 })
  })
})

describe('a connection that a middlebox has forgotten', () => {
  it('is silent: what the client sends crosses the link, what the server sends never comes to it', () => {
    const { connection, heard, until, says, packets } = idle({ dataRetries: 1 })
    connection.cut('forgotten')
    says('client')
    says('server')
    until(60_000)
    assert.deepEqual(heard, {
      client: ['2200 retransmission-limit'],
      server: ['2200 retransmission-limit'],
    })
    // The segment, the probe and one repetition by the RTO.
    assert.deepEqual(packets(), { up: 2 + 3, down: 1 })
  })

  it('still brings the client what had passed the middlebox', () => {
    const { connection, heard, until, says } = idle()
    says('server')
    connection.cut('forgotten')
    until(1_060)
    assert.deepEqual(heard, { client: ['1050 hello'], server: [] })
  })

  it('tells whoever sends by a reset, and nobody else', () => {
    const { connection, heard, until, says, packets } = idle()
    connection.cut('reset')
    until(5_000)
    assert.deepEqual(heard, { client: [], server: [] })
    says('client')
    until(6_000)
    // To the middlebox at the far end of the link and back.
    assert.deepEqual(heard, { client: ['5100 connection-reset'], server: [] })
    says('server')
    until(7_000)
    assert.deepEqual(heard.server, ['6000 connection-reset'])
    assert.deepEqual(packets(), { up: 3, down: 2 })
  })
})

describe('a server that holds a connection whose client is gone', () => {
  it('gives up 15 repetitions later, and says so', () => {
    const { connection, heard, until, says } = idle()
    connection.cut('forgotten')
    says('server')
    until(1_200_000)
    // By the RTO for the first time after 600 ms, then after 300·2^n ms, at most 120 s: at 0.6, 1.2,
    // 2.4 … 153.6 s (eight doublings), 273.6 s, and every 120 s. 15 doublings of the least RTO from
    // 0.6 s on are over at 925.2 s; the RTO strikes at 993.6 s.
    assert.deepEqual(heard, { client: [], server: ['994600 retransmission-limit'] })
  })

  it('has less patience for a socket that nobody has any more', () => {
    const { connection, until, packets } = idle()
    connection.cut('forgotten')
    connection.clientCommand({ kind: 'close' })
    until(1_200_000)
    // The FIN, its probe, and by the RTO at 0.6, 1.2 … 76.8 s. Eight doublings of the least RTO from
    // 0.6 s on are over at 102.8 s; the RTO strikes at 153.6 s.
    assert.deepEqual(packets(), { up: 2 + 2 + 8, down: 1 })
  })

  it('holds it for ever if it has nothing to say', () => {
    const { connection, heard, until } = idle()
    connection.cut('forgotten')
    until(40 * 3_600_000)
    assert.deepEqual(heard, { client: [], server: [] })
  })
})

describe('a server’s host', () => {
  it('refuses a connection where nobody listens', () => {
    const { connection, heard, until } = connected()
    connection.refuse()
    until(1_000)
    assert.deepEqual(heard, { client: ['100 connection-refused'], server: [] })
  })

  it('answers by a reset when it has lost the connection, and says nothing by itself', () => {
    const { connection, heard, until, says } = idle()
    says('server')
    connection.refuse()
    until(5_000)
    // What had left arrives, and is acknowledged: that meets the reset (40 ms for the delayed one,
    // but the first are quick).
    assert.deepEqual(heard, { client: ['1050 hello', '1150 connection-reset'], server: [] })
  })

  it('lets a closed socket say all that it had to say', () => {
    const { connection, heard, until, says } = idle()
    says('server')
    connection.serverCommand({ kind: 'close' })
    until(5_000)
    assert.deepEqual(heard, { client: ['1050 hello', '1050 closed'], server: [] })
  })
})
