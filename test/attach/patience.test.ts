/** How long a real server is given, and what is said where that was not enough. */
import assert from 'node:assert/strict'
import { Socket } from 'node:net'
import { describe, it } from 'node:test'
import { type FarAddress, FarAddresses } from '../../src/attach/live/addresses.ts'
import { LiveConnection } from '../../src/attach/live/connection.ts'
import { Hurry } from '../../src/attach/live/hurry.ts'
import { silence } from '../../src/attach/live/silence.ts'
import { VirtualClock } from '../../src/clock/virtual.ts'
import { Link } from '../../src/link/link.ts'
import { Random } from '../../src/random.ts'
import { CLEAN } from '../../src/run/live/host.ts'
import { HELD_NOTHING, liveSettings } from '../../src/run/live/settings.ts'
import type { LinkBody } from '../../src/stack/link-body.ts'
import { DIRECT_TLS } from '../../src/strategies/over.ts'
import type { Failure } from '../../src/transport.ts'
import { milliseconds, plus, START, seconds } from '../../src/units.ts'
import { PATIENT, specFor } from './live-guest-spec.ts'
import { CERTIFICATE } from './mean-server.ts'

const ADDRESSES: readonly FarAddress[] = [
  { host: '198.51.100.9', port: 5223, priority: 5, ip: 'ipv4' },
  { host: '2001:db8::1', port: 5223, priority: 6, ip: 'ipv6' },
]

/**
 * A connection to a server with two addresses, of 15 s each where patience is 10 s: the first is silent, the
 * second answers at once, or is silent as well. What is real time elsewhere is virtual here.
 */
function connecting(second: 'answers' | 'silent') {
  const real = new VirtualClock()
  const virtual = new VirtualClock()
  const hurry = new Hurry()
  const said: (Failure | 'found')[] = []
  const addresses = new FarAddresses(ADDRESSES, seconds(15), ({ host }) => {
    const socket = new Socket()
    if (host === ADDRESSES[1]?.host && second === 'answers') {
      real.at(real.now(), () => {
        socket.emit('connect')
        said.push('found')
      })
    }
    return socket
  })
  const trust = { kind: 'authorities', pem: CERTIFICATE.chain } as const
  const server = { domain: 'localhost', host: 'a.test', directPort: 5223, trust }
  const limits = { ...PATIENT, patience: seconds(10), hurry }
  const conditions = { held: HELD_NOTHING, mtu: CLEAN.mtu, fastOpenFault: undefined, addresses }
  const connection = new LiveConnection(
    liveSettings(DIRECT_TLS, specFor(server, [], { limits }), conditions),
    { real, virtual },
    new Link<LinkBody>({
      settings: CLEAN.link,
      clock: virtual,
      random: Random.seeded('link'),
    }),
    Random.seeded('timers'),
    { toClient: () => {}, late: () => {}, failed: (failure) => said.push(failure) },
  )
  connection.clientCommand({ kind: 'connect' })
  const stood = connection.stand()
  const passed = (time: number): readonly (Failure | 'found')[] => {
    real.run(plus(START, seconds(time)))
    return said
  }
  const over = async (): Promise<void> => {
    connection.drop()
    await stood
  }
  return { passed, hurry, over }
}

describe('a server with several addresses', () => {
  it('is looked for at each of them, however little patience there is', async () => {
    const { passed, over } = connecting('answers')
    assert.deepEqual(passed(14.9), [])
    assert.deepEqual(passed(15), ['found'])
    await over()
  })

  it('is not there when the time of the last is over', async () => {
    const { passed, over } = connecting('silent')
    assert.deepEqual(passed(29.9), [])
    const [failure] = passed(30)
    assert.ok(typeof failure === 'object')
    assert.equal(failure.code, 'connect-timeout')
    await over()
  })

  it('is given two seconds where there is a hurry', async () => {
    const { passed, hurry, over } = connecting('silent')
    passed(12)
    hurry.begin()
    assert.deepEqual(passed(13.9), [])
    assert.deepEqual(passed(14), [
      {
        code: 'connect-timeout',
        detail: 'expected a TCP connection to a.test:5223, found none within 2 s (interrupted)',
      },
    ])
    await over()
  })
})

describe('what is said of a server whose time is over', () => {
  const at = { host: 'a.test', port: 24_700 }
  const patience = { time: seconds(10), by: 'patience' } as const

  it('is where it is, what had come about, how long it had, and the option for that', () => {
    const said = (connected: boolean, handshaking: boolean) =>
      silence({ far: at }, { far: { connecting: !connected }, ahead: { handshaking } }, patience)
    assert.deepEqual(said(false, false), {
      code: 'connect-timeout',
      detail: 'expected a TCP connection to a.test:24700, found none within 10 s (--patience)',
    })
    assert.deepEqual(said(true, true), {
      code: 'timeout',
      detail:
        'expected an answer from a.test:24700 that leads on in the TLS handshake, found none within 10 s (--patience)',
    })
    assert.deepEqual(said(true, false), {
      code: 'timeout',
      detail:
        'expected an answer from a.test:24700 that leads on, found none within 10 s (--patience)',
    })
  })

  it('is the address that took the connection, where there are several', () => {
    const settings = { far: at, addresses: { reached: { host: '2001:db8::1', port: 5223 } } }
    const ends = { far: { connecting: false }, ahead: { handshaking: false } }
    const given = { time: milliseconds(50), by: 'patience' } as const
    assert.match(
      silence(settings, ends, given).detail,
      /^expected an answer from \[2001:db8::1\]:5223 .* within 0\.05 s/,
    )
  })
})
