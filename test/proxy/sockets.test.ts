/**
 * Real sockets through the proxy. Times are real, so that only what no load can change is held to:
 * what comes across, in which order, what comes of breaking off, and what nothing can be faster than.
 */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { describe, it } from 'node:test'
import { accepted } from '../../src/json/input-error.ts'
import { readOrder } from '../../src/run/proxy/order.ts'
import { PROXY_LIMITS, proxy } from '../../src/run/proxy/proxy.ts'
import { milliseconds } from '../../src/units.ts'
import { readProxy } from '../../src/words/reading/proxy.ts'
import { allOf, echo, HOST, octets, staged } from './stage.ts'

describe('what goes through the proxy', () => {
  it('comes across both ways as it is, over a link that loses and holds, to its end', async () => {
    const sent = octets(40_000)
    const { reports } = await staged(
      { rtt: '20ms', loss: '5%', seed: '3' },
      echo,
      async (stage) => {
        const socket = await stage.client()
        socket.end(sent)
        assert.ok((await allOf(socket)).equals(sent))
      },
    )
    assert.deepEqual(reports[0]?.octets.total, { up: sent.length, down: sent.length })
  })

  it('takes no less time than the link', async () => {
    const began = performance.now()
    const { reports } = await staged({ rtt: '80ms' }, echo, async ({ client, run }) => {
      const socket = await client()
      socket.write('?')
      await once(socket, 'data')
      // TCP's handshake, and one round trip, without that of the path behind it.
      assert.ok(performance.now() - began >= 160 - 2 * (run.path.takenOff / 1e6))
      socket.end()
      await once(socket, 'end')
    })
    assert.deepEqual(reports[0]?.waits.byLayer, { tcp: 1 })
  })
})

describe('who breaks off', () => {
  it('the server: the client meets a reset', async () => {
    const serve = (socket: Socket): void => {
      socket.once('data', () => socket.resetAndDestroy())
    }
    await staged({ rtt: '5ms' }, serve, async ({ client }) => {
      const socket = await client()
      socket.write('?')
      const [error] = await once(socket, 'error')
      assert.equal(error.code, 'ECONNRESET')
    })
  })

  it('the proxy: the client has noticed nothing, and has not gone', async () => {
    const { reports, episodes } = await staged({ rtt: '5ms' }, echo, async ({ client, run }) => {
      const socket = await client()
      socket.write('?')
      await once(socket, 'data')
      run.obey(accepted(readOrder('{"do":"outage","for":"60s"}', 'order')))
      await run.close()
    })
    assert.deepEqual(
      episodes.map(({ noticedMs, backMs, brokenMs }) => [noticedMs, backMs, brokenMs]),
      [[undefined, undefined, undefined]],
    )
    assert.deepEqual(
      reports.map(({ lastedMs, octets }) => [lastedMs, octets.total.down]),
      [[undefined, 1]],
    )
  })

  it('the client: so does the server', async () => {
    let broken: (code: unknown) => void = () => {}
    const code = new Promise((resolve) => (broken = resolve))
    const serve = (socket: Socket): void => {
      socket.once('error', (error: NodeJS.ErrnoException) => broken(error.code))
      socket.once('data', (octets) => socket.write(octets))
    }
    await staged({ rtt: '5ms' }, serve, async ({ client }) => {
      const socket = await client()
      socket.write('?')
      await once(socket, 'data')
      socket.resetAndDestroy()
      assert.equal(await code, 'ECONNRESET')
    })
  })

  it('the proxy, when it ends: everybody, and each is reported', async () => {
    const { reports } = await staged({ rtt: '5ms' }, echo, async ({ client, run }) => {
      const sockets = [await client(), await client()]
      const gone = sockets.map((socket) => {
        socket.on('error', () => {})
        return new Promise((resolve) => socket.once('close', resolve))
      })
      for (const socket of sockets) socket.write('?')
      await Promise.all(sockets.map((socket) => once(socket, 'data')))
      await run.close()
      await Promise.all(gone)
    })
    assert.deepEqual(reports.map(({ number }) => number).sort(), [1, 2])
  })

  it('a server that is not there is told of before anybody comes', async () => {
    const free = createServer().listen(0, HOST)
    await once(free, 'listening')
    const { port } = free.address() as AddressInfo
    free.close()
    await once(free, 'close')
    const spec = readProxy({ listen: [0], to: [`${HOST}:${port}`], rtt: '1ms' })
    const deaf = { onConnection: () => {} }
    await assert.rejects(
      proxy(spec, deaf),
      /expected a server at 127\.0\.0\.1:\d+, found ECONNREFUSED/,
    )
  })
})

describe('what happens on the way', () => {
  it('an outage is waited out by TCP, and the client was never lost', async () => {
    const { episodes } = await staged({ rtt: '5ms' }, echo, async ({ client, run }) => {
      const socket = await client()
      socket.write('?')
      await once(socket, 'data')
      const outage = {
        kind: 'outage',
        lasts: milliseconds(300),
        told: { kind: 'nothing' },
      } as const
      run.obey({ do: 'outage', kind: 'happen', happening: outage })
      socket.write('!')
      await once(socket, 'data')
      socket.end()
      await once(socket, 'end')
    })
    const [episode] = episodes
    assert.ok((episode?.brokenMs ?? 0) >= 300)
    assert.deepEqual([episode?.by, episode?.attempts], ['same-connection', []])
  })

  it('so is one that was asked for beforehand', async () => {
    const words = { rtt: '5ms', outages: ['300ms@0s'] }
    const { episodes } = await staged(words, echo, async ({ client }) => {
      const socket = await client()
      socket.write('?')
      await once(socket, 'data')
      socket.end()
    })
    const [episode] = episodes
    assert.ok((episode?.brokenMs ?? 0) >= 300)
    assert.deepEqual([episode?.by, episode?.attempts], ['same-connection', []])
  })

  it('another address leaves the old connection dead, and the next one lives', async () => {
    await staged({ rtt: '5ms' }, echo, async ({ client, run }) => {
      const old = await client()
      old.on('error', () => {})
      old.write('?')
      await once(old, 'data')
      const change = {
        kind: 'address-change',
        lasts: milliseconds(0),
        told: { kind: 'nothing' },
      } as const
      run.obey({
        do: 'address-change',
        kind: 'happen',
        happening: { ...change, profile: undefined },
      })
      let answers = 0
      old.on('data', () => {
        answers += 1
      })
      old.write('!')
      const next = await client()
      next.write('?')
      await once(next, 'data')
      assert.equal(answers, 0)
    })
  })

  it('a middlebox that forgets answers by a reset', async () => {
    await staged({ rtt: '5ms' }, echo, async ({ client, run }) => {
      const socket = await client()
      socket.write('?')
      await once(socket, 'data')
      run.obey({ do: 'reset', kind: 'happen', happening: { kind: 'forgotten', by: 'reset' } })
      socket.write('!')
      const [error] = await once(socket, 'error')
      assert.equal(error.code, 'ECONNRESET')
    })
  })

  /** For so long that no machine stalls for it, or so shortly that whoever asks again meets it up. */
  const restart = (ms: number) => ({
    do: 'server-restart',
    kind: 'happen' as const,
    happening: { kind: 'server-restart', lasts: milliseconds(ms), sessions: 'kept' } as const,
  })

  it('a server that is down refuses', async () => {
    await staged({ rtt: '5ms' }, echo, async ({ client, run }) => {
      run.obey(restart(3_600_000))
      const [error] = await once(await client(), 'error')
      assert.equal(error.code, 'ECONNRESET')
    })
  })

  it('a server that was down is there again', async () => {
    await staged({ rtt: '5ms' }, echo, async ({ client, run }) => {
      run.obey(restart(1))
      let answer: 'echo' | 'reset' | undefined
      while (answer !== 'echo') {
        const socket = await client()
        socket.write('?')
        answer = await new Promise((resolve) => {
          socket.once('data', () => resolve('echo'))
          socket.once('error', () => resolve('reset'))
        })
      }
    })
  })

  it('a device that sleeps hears nothing and says nothing until it wakes', async () => {
    await staged({ rtt: '5ms' }, echo, async ({ client, run }) => {
      const socket = await client()
      socket.write('?')
      await once(socket, 'data')
      run.obey({ do: 'sleep', kind: 'sleep' })
      socket.write('!')
      let woken = false
      setTimeout(() => {
        woken = true
        run.obey({ do: 'wake', kind: 'wake' })
      }, 200)
      await once(socket, 'data')
      assert.ok(woken)
    })
  })
})

/** However it was told, and though it may have been told before the last of the others came. */
const turnedAway = (socket: Socket): Promise<void> =>
  new Promise((resolve) => {
    if (socket.destroyed || socket.readableEnded) resolve()
    for (const event of ['end', 'close', 'error']) socket.once(event, () => resolve())
    socket.resume()
  })

describe('too many', () => {
  it('are turned away', async () => {
    const { remarks } = await staged({ rtt: '1ms' }, echo, async ({ client }) => {
      const sockets: Socket[] = []
      // By few: nobody's queue of those who knock is as long as the limit.
      while (sockets.length <= PROXY_LIMITS.connections) {
        const room = PROXY_LIMITS.connections + 1 - sockets.length
        const more = await Promise.all(Array.from({ length: Math.min(room, 50) }, () => client()))
        sockets.push(...more)
      }
      await Promise.race(sockets.map(turnedAway))
    })
    assert.deepEqual(remarks, ['turned a connection away: too many are open'])
  })
})
