/** What is counted of octets down: those that have come to a client's host. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { octets, staged } from './stage.ts'

describe('octets down through the proxy', () => {
  it('count when they have come to the host of a client, though it reads no more', async () => {
    const serve = (socket: Socket): void => {
      socket.on('data', (heard) => socket.write(heard))
      // As long as a close_notify.
      socket.on('end', () => socket.end(octets(24)))
    }
    const { reports } = await staged({ rtt: '5ms' }, serve, async (stage) => {
      const client = await stage.client()
      client.write('?')
      await once(client, 'data')
      client.destroy()
      while (stage.reports.length === 0) await pause(1)
    })
    assert.deepEqual(reports[0]?.octets.total, { up: 1, down: 1 + 24 })
  })
})
