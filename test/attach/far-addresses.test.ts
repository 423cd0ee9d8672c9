import assert from 'node:assert/strict'
import { createServer, type Server, Socket } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { type FarAddress, FarAddresses } from '../../src/attach/live/addresses.ts'
import { RealClock } from '../../src/clock/real.ts'
import { VirtualClock } from '../../src/clock/virtual.ts'
import { runLive } from '../../src/run/live/live.ts'
import type { Failure } from '../../src/transport.ts'
import { milliseconds, plus, seconds, toMilliseconds, ZERO } from '../../src/units.ts'
import { Hosting } from '../serve/hosting.ts'
import { specFor, strategiesNamed } from './live-guest-spec.ts'
import { CERTIFICATE } from './mean-server.ts'

const at = (host: string, port: number, priority = 0): FarAddress => ({
  ...{ host, port, priority },
  ip: host.includes(':') ? 'ipv6' : 'ipv4',
})

/** tcpmux, which nobody has run for decades. */
const CLOSED_PORT = 1

/** Addresses of the documentation (RFC 5737, RFC 3849): how long each takes to answer, in virtual time. */
function far(answers: Readonly<Record<string, number | 'never' | 'refused'>>) {
  const clock = new VirtualClock()
  const tried: string[] = []
  const list = Object.keys(answers).map((host) => at(host, 5222))
  const addresses = new FarAddresses(list, seconds(7), ({ host }) => {
    const socket = new Socket()
    const answer = answers[host] ?? 'never'
    tried.push(`${host} ${toMilliseconds(clock.now())}`)
    const after = answer === 'refused' ? 10 : answer
    if (after === 'never') return socket
    clock.at(plus(clock.now(), milliseconds(after)), () => {
      if (answer !== 'refused') socket.emit('connect')
      else socket.emit('error', Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }))
    })
    return socket
  })
  const open = (): { readonly connectedAt?: number; readonly failure?: Failure } => {
    let outcome: ReturnType<typeof open> = {}
    const began = clock.now()
    addresses.open(clock, {
      connected: () => {
        outcome = { connectedAt: toMilliseconds(clock.now()) - toMilliseconds(began) }
      },
      failed: (failure) => {
        outcome = { failure }
      },
    })
    while (clock.step()) {}
    return outcome
  }
  return { addresses, tried, open }
}

describe('where a real server may be', () => {
  it('is raced, what does not answer and what refuses is passed over', () => {
    const { addresses, tried, open } = far({
      '2001:db8::1': 'never',
      '192.0.2.1': 'refused',
      '192.0.2.2': 100,
    })
    // 250 ms, the refusal after 10 ms, and 100 ms.
    assert.deepEqual(open(), { connectedAt: 360 })
    assert.deepEqual(tried, ['2001:db8::1 0', '192.0.2.1 250', '192.0.2.2 260'])
    assert.deepEqual([...addresses.passedOver], [['192.0.2.1:5222', 'ECONNREFUSED']])
    assert.equal(addresses.reached?.host, '192.0.2.2')
  })

  it('is where it was reached before, and anywhere when it is not there any more', () => {
    const answers: Record<string, number | 'refused'> = {
      '2001:db8::1': 'refused',
      '192.0.2.1': 100,
    }
    const { tried, open } = far(answers)
    assert.deepEqual(open(), { connectedAt: 110 })
    assert.deepEqual(open(), { connectedAt: 100 })
    answers['192.0.2.1'] = 'refused'
    answers['2001:db8::1'] = 100
    // Refused after 10 ms, and then all over.
    assert.deepEqual(open(), { connectedAt: 110 })
    assert.deepEqual(
      tried.map((one) => one.split(' ')[0]),
      ['2001:db8::1', '192.0.2.1', '192.0.2.1', '192.0.2.1', '2001:db8::1'],
    )
  })

  it('is nowhere when none takes a connection, and what each did is said', () => {
    const { open } = far({ '2001:db8::1': 'never', '192.0.2.1': 'refused' })
    assert.deepEqual(open(), {
      failure: {
        code: 'connect-timeout',
        detail:
          'expected a server at one of 2 addresses, found no answer within 7 s at [2001:db8::1]:5222, ECONNREFUSED at 192.0.2.1:5222',
      },
    })
  })
})

describe('live, where the first address refuses', () => {
  let hosting: Hosting
  before(async () => {
    hosting = await Hosting.open('ideal', { certificate: CERTIFICATE, hold: ZERO })
  })
  after(() => hosting.close())

  const visit = async (addresses: readonly FarAddress[], ...strategies: readonly string[]) => {
    const [first] = addresses
    assert.ok(first)
    const server = {
      domain: 'localhost',
      host: first.host,
      directPort: first.port,
      trust: { kind: 'authorities', pem: CERTIFICATE.chain },
    } as const
    const { host, port } = first
    const spec = specFor(server, strategiesNamed(...strategies), {
      endpoints: {
        starttls: undefined,
        websocket: undefined,
        bosh: undefined,
        direct: { host, port, addresses },
      },
      think: { kind: 'fixed', time: ZERO },
      tcp: { timers: 'ideal', hz: 250, congestion: 'cubic', nagle: 'off' },
    })
    const said: string[] = []
    return { run: await runLive(spec, { onWaiting: (text) => said.push(text) }), said }
  }

  it('goes past it, says so, and measures what it would have', async () => {
    const port = hosting.port('direct')
    const closed = at('127.0.0.1', CLOSED_PORT)
    const { run, said } = await visit(
      [closed, at('127.0.0.1', port)],
      'fast-resume-direct+pipelined',
      'fast-resume-direct+pipelined+v6-broken',
      'fast-resume-direct+pipelined+v6-refused+happy-eyeballs',
    )
    assert.ok(!('code' in run), JSON.stringify(run))
    assert.deepEqual(said, [
      `direct TLS: at 127.0.0.1:${port}, not at 127.0.0.1:${CLOSED_PORT} (ECONNREFUSED)`,
    ])
    const times = run.cells.map(({ stats }) => {
      assert.deepEqual([...stats.failures], [])
      return stats.milestones.ready.percentile('p50')
    })
    // Three round trips of 300 ms; 15 s more; or 250 ms.
    assert.deepEqual(times, [900_000, 15_900_000, 1_150_000])
  })

  it('goes past it to a WebSocket and to BOSH, too', async () => {
    const closed = at('127.0.0.1', CLOSED_PORT)
    for (const [way, name, strategy, target] of [
      ['websocket', 'WebSocket', 'sasl2-websocket', '/xmpp-websocket'],
      ['bosh', 'BOSH', 'legacy-bosh', '/http-bind'],
    ] as const) {
      const port = hosting.port(way)
      const trust = { kind: 'authorities', pem: CERTIFICATE.chain } as const
      const server = { domain: 'localhost', host: closed.host, trust }
      const endpoints = {
        starttls: undefined,
        direct: undefined,
        websocket: undefined,
        bosh: undefined,
      }
      const addresses = [closed, at('127.0.0.1', port)]
      const spec = specFor(server, strategiesNamed(strategy), {
        endpoints: { ...endpoints, [way]: { ...closed, name: 'localhost', target, addresses } },
        think: { kind: 'fixed', time: ZERO },
      })
      const said: string[] = []
      const run = await runLive(spec, { onWaiting: (text) => said.push(text) })
      assert.ok(!('code' in run), JSON.stringify(run))
      assert.deepEqual(
        run.cells.map(({ stats }) => stats.completed),
        [2],
      )
      assert.deepEqual(said, [
        `${name}: at 127.0.0.1:${port}, not at 127.0.0.1:${CLOSED_PORT} (ECONNREFUSED)`,
      ])
    }
  })

  it('says of every address what was found there, where none answers', async () => {
    const closed = [at('127.0.0.1', CLOSED_PORT), at('127.0.0.1', CLOSED_PORT + 1)]
    const { run } = await visit(closed, 'fast-resume-direct')
    assert.deepEqual(run, {
      code: 'connection-refused',
      detail:
        'expected a server at one of 2 addresses, found ECONNREFUSED at 127.0.0.1:1, ECONNREFUSED at 127.0.0.1:2',
    })
  })
})

describe('a race called off', () => {
  let server: Server
  before(
    () =>
      new Promise<void>((resolve) => {
        server = createServer().listen(0, '127.0.0.1', resolve)
      }),
  )
  after(() => server.close())

  it('connects nobody any more', async () => {
    const address = server.address()
    assert.ok(address !== null && typeof address === 'object')
    const clock = new RealClock()
    const { port } = address
    const addresses = new FarAddresses([at('127.0.0.1', port), at('127.0.0.1', port)], seconds(7))
    const callOff = addresses.open(clock, {
      connected: () => assert.fail('connected'),
      failed: () => assert.fail('failed'),
    })
    callOff()
    await new Promise((resolve) => setImmediate(resolve))
    assert.equal(addresses.reached, undefined)
    assert.equal(addresses.passedOver.size, 0)
    clock.stop()
  })
})
