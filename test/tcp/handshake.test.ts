/** Opening, refusing, resetting and closing, on a link of 100 ms with exact or Linux's timers. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Random } from '../../src/random.ts'
import { TcpEndpoint } from '../../src/tcp/endpoint.ts'
import { ACK, RST, SYN, type TcpOutput } from '../../src/tcp/segment.ts'
import { ALL_RULES, IDEAL, LINUX, type TcpSettings } from '../../src/tcp/settings.ts'
import { instant, milliseconds, START, seconds, toMilliseconds } from '../../src/units.ts'
import { Pair } from './pair.ts'

/** Exact timers, and the initial timeout of one second. */
const EXACT: TcpSettings = { ...IDEAL, initialTimeout: seconds(1) }
const delay = { kind: 'delay', delay: milliseconds(50) } as const
const link = { up: [delay], down: [delay] }
const EVERY: ReadonlySet<number> = new Set(Array.from({ length: 100 }, (_, index) => index))
const NONE: ReadonlySet<number> = new Set()

interface Said {
  readonly ms: number
  readonly end: 'client' | 'server'
  readonly what: string
}

const described = (output: TcpOutput): string => {
  switch (output.kind) {
    case 'connected':
      return output.early ? 'connected early' : 'connected'
    case 'established':
      return output.held ? 'established, held' : 'established'
    case 'received':
      return `received ${output.upTo}`
    case 'closed':
      return output.failure ?? 'closed'
    default:
      return output.kind
  }
}

const converse = (
  options: {
    readonly settings?: TcpSettings
    readonly drops?: { readonly up: ReadonlySet<number>; readonly down: ReadonlySet<number> }
  },
  react: (said: Said, pair: Pair) => void = () => {},
): { readonly said: readonly Said[]; readonly pair: Pair } => {
  const { settings = EXACT, drops } = options
  const said: Said[] = []
  const pair = new Pair({
    link,
    client: settings,
    server: settings,
    ...(drops === undefined ? {} : { drops }),
    onOutput: (end, output, self) => {
      const one = { ms: toMilliseconds(self.clock.now()), end, what: described(output) }
      said.push(one)
      react(one, self)
    },
  })
  pair.connect()
  pair.clock.run(instant(seconds(2_000)))
  return { said, pair }
}

describe('handshake', () => {
  it('takes one round trip at the client and a half more at the server', () => {
    const { said } = converse({})
    assert.deepEqual(said, [
      { ms: 100, end: 'client', what: 'established, held' },
      { ms: 100, end: 'client', what: 'connected' },
      { ms: 150, end: 'server', what: 'established, held' },
      { ms: 150, end: 'server', what: 'connected' },
    ])
  })

  it('repeats the SYN after 1, 1, 1, 1, 1, 2, 4, … s and gives up (tcp_syn_linear_timeouts)', () => {
    const { said, pair } = converse({ drops: { up: EVERY, down: NONE } })
    const times = pair.log.map(({ at }) => toMilliseconds(at) / 1_000)
    // Four linear timeouts and six doubling ones: 1+1+1+1+1+2+4+8+16+32, and 64 more.
    assert.deepEqual(times, [0, 1, 2, 3, 4, 5, 7, 11, 19, 35, 67])
    assert.deepEqual(said, [{ ms: 131_000, end: 'client', what: 'connect-timeout' }])
  })

  it('doubles from the first timeout where the kernel is older', () => {
    const settings = {
      ...EXACT,
      rules: { ...ALL_RULES, linearSynTimeouts: false, timerWheel: false },
    }
    const { said, pair } = converse({ settings, drops: { up: EVERY, down: NONE } })
    const times = pair.log.map(({ at }) => toMilliseconds(at) / 1_000)
    assert.deepEqual(times, [0, 1, 3, 7, 15, 31, 63])
    assert.deepEqual(said, [{ ms: 127_000, end: 'client', what: 'connect-timeout' }])
  })

  it('gives up after about 134 s with Linux’s timers', () => {
    const { said } = converse({ settings: LINUX, drops: { up: EVERY, down: NONE } })
    const ms = said[0]?.ms ?? 0
    assert.ok(ms > 131_000 && ms < 138_000, `${ms} ms`)
  })

  it('repeats the SYN-ACK by its own timer, and for every SYN that comes again', () => {
    const { pair } = converse({ drops: { up: new Set([1, 2, 3]), down: new Set([0, 1]) } })
    const down = pair.log.filter(({ direction }) => direction === 'down')
    // Timer: 50, 50 + 1000, + 2000. The client's SYNs of 1, 2 and 3 s are lost.
    assert.deepEqual(
      down.map(({ at }) => toMilliseconds(at)),
      [50, 1_050, 3_050],
    )
    const second = converse({ drops: { up: NONE, down: new Set([0]) } })
    // The second SYN arrives at 1050 as well: two SYN-ACKs, the later of which draws a challenge.
    assert.deepEqual(
      second.pair.log.map(({ segment }) => segment.flags),
      [SYN, SYN | ACK, SYN, SYN | ACK, SYN | ACK, ACK, ACK],
    )
  })

  it('echoes the first SYN, so a lost SYN-ACK inflates the first round-trip sample', () => {
    const rtoAfter = (drops: {
      readonly up: ReadonlySet<number>
      readonly down: ReadonlySet<number>
    }): number => {
      // The first request is lost again: it is repeated after the RTO.
      const { pair } = converse({ drops }, ({ end, what }, self) => {
        if (end === 'client' && what === 'connected')
          self.tell('client', { kind: 'write', length: 9 })
      })
      const [first, again] = pair.log.filter(({ segment }) => segment.length > 0)
      return toMilliseconds(again?.at ?? START) - toMilliseconds(first?.at ?? START)
    }
    // A lost SYN: one sample of 100 ms, 3 × 100. Lost SYN-ACK: 1100 ms as measured by the echo,
    // and its probe after min(2 × 1100 + 200, 3 × 1100).
    assert.equal(rtoAfter({ up: new Set([0, 3]), down: NONE }), 300)
    assert.equal(rtoAfter({ up: new Set([3]), down: new Set([0, 1]) }), 2_400)
  })

  it('forgets a request whose SYN-ACKs are never answered, and resets who believes in it', () => {
    const up = new Set([...EVERY].filter((index) => index !== 0 && index < 16))
    const { said } = converse({ drops: { up, down: NONE } }, ({ end, what }, self) => {
      if (end === 'client' && what === 'connected')
        self.tell('client', { kind: 'write', length: 9 })
    })
    assert.deepEqual(said.map(({ end, what }) => `${end} ${what}`).slice(0, 3), [
      'client established, held',
      'client connected',
      'client reset',
    ])
  })
})

describe('ending', () => {
  it('closes both directions in order, and answers a FIN that comes again', () => {
    const closing = ({ what }: Said, pair: Pair): void => {
      if (what === 'connected') {
        pair.tell('client', { kind: 'close' })
        pair.tell('server', { kind: 'close' })
      }
    }
    const expected = ['client closed', 'client finished', 'server closed', 'server finished']
    for (const lost of [0, 1, 2, 3, 4, 5]) {
      const { said, pair } = converse(
        { drops: { up: new Set([lost]), down: new Set([lost]) } },
        closing,
      )
      const ends = said
        .map(({ end, what }) => `${end} ${what}`)
        .filter((one) => expected.includes(one))
      assert.deepEqual(ends.sort(), expected, `lost ${lost}`)
      assert.equal(pair.clock.pending, 0)
    }
  })

  it('tells the other side of a reset', () => {
    const { said } = converse({}, ({ end, what }, pair) => {
      if (end === 'server' && what === 'connected') pair.tell('client', { kind: 'abort' })
    })
    assert.deepEqual(said.at(-1), { ms: 200, end: 'server', what: 'reset' })
  })

  const COME = ['received 100', 'finished']
  for (const [title, lost, heard] of [
    ['its FIN is acknowledged', NONE, COME],
    ['its FIN is on its way again', new Set([2, 3]), ['received 100']],
    ['what was said before its FIN is on its way again', new Set([1, 3]), []],
  ] as const) {
    it(`resets a peer that talks to a socket that is closed, when ${title}`, () => {
      const { said, pair } = converse(
        { drops: { up: NONE, down: lost } },
        ({ end, what }, self) => {
          if (what !== 'connected') return
          if (end === 'server') {
            self.tell('server', { kind: 'write', length: 100 })
            self.tell('server', { kind: 'close' })
          } else {
            const talks = (): void => self.tell('client', { kind: 'write', length: 10 })
            self.clock.at(instant(milliseconds(300)), talks)
          }
        },
      )
      const seen = said.filter(({ ms, end }) => end === 'client' && ms > 100)
      assert.deepEqual(
        seen.map(({ what }) => what),
        [...heard, 'reset'],
      )
      // Half a round trip there, and half a round trip back.
      assert.equal(seen.at(-1)?.ms, 300 + 100)
      const { flags, window } = pair.log.at(-1)?.segment ?? assert.fail()
      assert.deepEqual([flags, window], [RST, 0])
      assert.equal(pair.clock.pending, 0)
    })
  }

  it('answers data to a connection that is gone with a reset', () => {
    const { pair } = converse(
      { drops: { up: new Set([2]), down: NONE } },
      ({ end, what }, self) => {
        if (end !== 'server' || what !== 'connected') return
        self.tell('client', { kind: 'abort' })
        self.tell('server', { kind: 'write', length: 100 })
      },
    )
    assert.equal(pair.log.at(-1)?.segment.flags, RST)
  })

  it('gives up on a silent peer after tcp_retries2 (924.6 s)', () => {
    const lost = new Set([...EVERY].filter((index) => index > 1))
    const { said } = converse({ drops: { up: lost, down: NONE } }, ({ end, what }, self) => {
      if (end === 'client' && what === 'connected')
        self.tell('client', { kind: 'write', length: 9 })
    })
    const last = said.at(-1)
    assert.equal(last?.what, 'retransmission-limit')
    // Checked when a timer fires, which by then happens every 120 s.
    assert.ok((last?.ms ?? 0) > 924_600 && (last?.ms ?? 0) < 1_050_000, `${last?.ms} ms`)
  })

  it('says nothing after it has been aborted', () => {
    const endpoint = new TcpEndpoint({ role: 'client', settings: LINUX, random: Random.seeded(1) })
    endpoint.handle({ kind: 'connect' }, START)
    endpoint.poll()
    endpoint.handle({ kind: 'abort' }, START)
    assert.deepEqual([endpoint.poll(), endpoint.deadline()], [undefined, undefined])
  })
})
