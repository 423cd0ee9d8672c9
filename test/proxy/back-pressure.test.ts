/** A proxied connection whose server does not listen, in virtual time, with sockets that are none. */
import assert from 'node:assert/strict'
import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { describe, it } from 'node:test'
import { ProxiedConnection } from '../../src/attach/proxy/connection.ts'
import { VirtualClock } from '../../src/clock/virtual.ts'
import { Link } from '../../src/link/link.ts'
import { Random } from '../../src/random.ts'
import { PROXY_LIMITS } from '../../src/run/proxy/proxy.ts'
import type { LinkBody } from '../../src/stack/link-body.ts'
import { microseconds } from '../../src/units.ts'
import { readProxy } from '../../src/words/reading/proxy.ts'
import { pathOf } from './path.ts'

const CHUNK = Buffer.alloc(64 << 10, 1)

/** As far as a proxied connection knows a socket. */
class Stub extends Duplex {
  readonly connecting = false
  resetAndDestroy(): void {
    this.destroy()
  }
}

/** Says so many chunks, as fast as it is heard. */
class Talker extends Stub {
  said = 0
  readonly #chunks: number

  constructor(chunks: number) {
    super({ allowHalfOpen: true })
    this.#chunks = chunks
  }

  override _read(): void {
    if (this.said === this.#chunks) return void this.push(null)
    this.said += 1
    this.push(CHUNK)
  }

  override _write(_: Buffer, __: string, done: () => void): void {
    done()
  }
}

/** Takes nothing until it is told to. */
class Listener extends Stub {
  taken = 0
  #waiting: (() => void) | undefined
  #listens = false

  override _read(): void {}

  override _write(octets: Buffer, _: string, done: () => void): void {
    this.#waiting = () => {
      this.taken += octets.length
      done()
    }
    if (this.#listens) this.#take()
  }

  listen(): void {
    this.#listens = true
    this.#take()
  }

  #take(): void {
    const take = this.#waiting
    this.#waiting = undefined
    take?.()
  }
}

describe('a client that says more than its server listens to', () => {
  it('is held to a bound, and heard on when the server listens', async () => {
    const clock = new VirtualClock()
    const delay = { kind: 'delay', delay: microseconds(500) } as const
    const link = new Link<LinkBody>({
      settings: { up: [delay], down: [delay] },
      clock,
      random: Random.seeded('link'),
    })
    const chunks = 64
    const client = new Talker(chunks)
    const server = new Listener({ allowHalfOpen: true })
    const nothing = (): void => {}
    const connection = new ProxiedConnection({
      socket: client as unknown as Socket,
      dial: () => {
        setImmediate(() => server.emit('connect'))
        return server as unknown as Socket
      },
      path: pathOf(readProxy({ listen: [0], to: ['localhost:1'], rtt: '1ms' })),
      held: PROXY_LIMITS.held,
      link,
      clock,
      random: Random.seeded('connection'),
      events: {
        connected: nothing,
        reached: nothing,
        unreached: nothing,
        crossed: nothing,
        clientGone: nothing,
        over: nothing,
      },
    })
    connection.begin()
    const passTime = async (): Promise<void> => {
      for (let turn = 0; turn < 4 * chunks; turn += 1) {
        await new Promise(setImmediate)
        clock.run((clock.now() + 10_000_000) as never)
      }
    }
    await passTime()
    // What is held, the read that went beyond it, and what the stub itself has read ahead.
    const most = PROXY_LIMITS.held / CHUNK.length + 1 + 2
    assert.ok(client.said <= most, `${client.said} chunks were taken, ${most} are the most`)
    assert.equal(server.taken, 0)
    server.listen()
    await passTime()
    assert.equal(server.taken, chunks * CHUNK.length)
  })
})
