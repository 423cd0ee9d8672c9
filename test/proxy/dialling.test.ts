/**
 * A server that is connected to, or cannot be, behind the link: in virtual time, over 50 ms of round trip, with
 * sockets that are none. What a connection to the server takes on the path behind, the link does not have.
 */
import assert from 'node:assert/strict'
import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { describe, it } from 'node:test'
import { ProxiedConnection } from '../../src/attach/proxy/connection.ts'
import { VirtualClock } from '../../src/clock/virtual.ts'
import { Link } from '../../src/link/link.ts'
import { NO_TIME } from '../../src/processing-time.ts'
import { Random } from '../../src/random.ts'
import { PROXY_LIMITS } from '../../src/run/proxy/proxy.ts'
import type { LinkBody } from '../../src/stack/link-body.ts'
import { instant, milliseconds, plus, toMilliseconds } from '../../src/units.ts'
import { readProxy } from '../../src/words/reading/proxy.ts'
import { pathOf } from './path.ts'

const WAY_MS = 25
const DIAL_MS = 3

/** As far as a proxied connection knows a socket; `note`: told what is done to it. */
class Stub extends Duplex {
  connecting = false
  readonly #note: (what: string) => void

  constructor(note: (what: string) => void) {
    super({ allowHalfOpen: true })
    this.#note = note
  }

  override _read(): void {}

  override _write(octets: Buffer, _: string, done: () => void): void {
    this.#note(`hears ${octets}`)
    done()
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#note('is broken off')
    done(error)
  }

  resetAndDestroy(): void {
    this.destroy()
  }
}

interface Staged {
  readonly client: Stub
  readonly server: Stub
  readonly connection: ProxiedConnection
  readonly at: (ms: number, task: () => void) => void
}

/** All that happens, with the millisecond. `dialled`: what becomes of it, DIAL_MS later. */
async function story(
  dialled: (server: Stub) => void,
  also: (staged: Staged) => void = () => {},
): Promise<readonly string[]> {
  const clock = new VirtualClock()
  const told: string[] = []
  const note = (what: string): void => {
    told.push(`${toMilliseconds(clock.now())} ${what}`)
  }
  const at: Staged['at'] = (ms, task) => void clock.at(instant(milliseconds(ms)), task)
  const delay = { kind: 'delay', delay: milliseconds(WAY_MS) } as const
  const settings = { up: [delay], down: [delay] }
  const client = new Stub((what) => note(`client ${what}`))
  const server = new Stub((what) => note(`server ${what}`))
  const connection = new ProxiedConnection({
    socket: client as unknown as Socket,
    dial: () => {
      note('dialled')
      server.connecting = true
      clock.at(plus(clock.now(), milliseconds(DIAL_MS)), () => {
        server.connecting = false
        if (!server.destroyed) dialled(server)
      })
      return server as unknown as Socket
    },
    path: {
      ...pathOf(readProxy({ listen: [0], to: ['localhost:1'], rtt: '50ms' })),
      hostTime: NO_TIME,
    },
    held: PROXY_LIMITS.held,
    link: new Link<LinkBody>({ settings, clock, random: Random.seeded('link') }),
    clock,
    random: Random.seeded('connection'),
    events: {
      connected: () => note('connected'),
      reached: () => note('reached'),
      unreached: (code) => note(`unreached: ${code}`),
      crossed: () => {},
      clientGone: () => {},
      over: () => note('over'),
    },
  })
  also({ client, server, connection, at })
  connection.begin()
  for (let ms = 1; ms <= 200; ms += 1) {
    clock.run(instant(milliseconds(ms)))
    await new Promise(setImmediate)
  }
  return told
}

const refused = (server: Stub): void => {
  server.destroy(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }))
}
const taken = (server: Stub): void => void server.emit('connect')

describe('a server behind the link', () => {
  it('that refuses does so when the SYN has come, and the client meets the reset a way later', async () => {
    assert.deepEqual(await story(refused), [
      `${WAY_MS} dialled`,
      `${WAY_MS + DIAL_MS} server is broken off`,
      `${WAY_MS + DIAL_MS} unreached: ECONNREFUSED`,
      `${2 * WAY_MS + DIAL_MS} client is broken off`,
      `${2 * WAY_MS + DIAL_MS} over`,
    ])
  })

  it('that takes it is heard of in the handshake, and has what follows a way later', async () => {
    const said = await story(taken, ({ client }) => client.push('?'))
    assert.deepEqual(said, [
      `${WAY_MS} dialled`,
      `${WAY_MS + DIAL_MS} reached`,
      `${2 * WAY_MS + DIAL_MS} connected`,
      `${3 * WAY_MS + DIAL_MS} server hears ?`,
    ])
  })

  it('that speaks first is heard when the handshake is complete', async () => {
    const said = await story((server) => {
      taken(server)
      server.push('!')
    })
    // The ACK has to come first: 75 ms, and a way back.
    assert.equal(said.at(-1), `${4 * WAY_MS + DIAL_MS} client hears !`)
  })

  it('that goes away before it has answered is a reset, and nobody is told why', async () => {
    const said = await story(taken, ({ at, connection }) =>
      at(WAY_MS + 1, () => connection.orphan()),
    )
    assert.deepEqual(said, [
      `${WAY_MS} dialled`,
      `${WAY_MS + 1} server is broken off`,
      `${2 * WAY_MS + 1} client is broken off`,
      `${2 * WAY_MS + 1} over`,
    ])
  })

  it('is not waited for by a client that has gone', async () => {
    const said = await story(taken, ({ at, client }) => at(WAY_MS + 1, () => client.destroy()))
    assert.deepEqual(said, [
      `${WAY_MS} dialled`,
      `${WAY_MS + 1} client is broken off`,
      `${WAY_MS + 1} server is broken off`,
      `${WAY_MS + 1} over`,
    ])
  })
})
