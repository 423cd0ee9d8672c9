import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { instant, milliseconds, START, seconds } from '../../src/units.ts'
import { Past } from '../../src/watch/past.ts'
import type { ServedConnection } from '../../src/watch/served-connection.ts'
import * as said from './overheard.ts'
import { hear, type Line, listen, overhear, sasl2Session } from './overheard.ts'

describe('a watched connection', () => {
  it('is reported whole', () => {
    const lines = said.scram(said.BIND2 + said.REQUEST_TOKEN, said.bound('1') + said.TOKEN)
    const spoken = (side: 'C' | 'S'): number =>
      lines.reduce((sum, line) => (line[0] === side ? sum + line.slice(1).join('').length : sum), 0)
    const octets = { up: spoken('C'), down: spoken('S') }
    const ping = said.iq('p', "<ping xmlns='urn:xmpp:ping'/>")
    const pong = said.result('p')
    assert.deepEqual(overhear({ lines: [...lines, ['C', ping], ['S', pong]] }), {
      number: 1,
      kind: 'cold',
      address: 'alice@localhost/phone',
      software: 'bench',
      outcome: { kind: 'ready', way: 'bound' },
      // TCP, TLS, header to features, SCRAM's two; the ping is no part of it.
      waits: { total: 5, byLayer: { tcp: 1, tls: 1, header: 1, auth: 2 } },
      octets: {
        untilReady: octets,
        total: { up: octets.up + ping.length, down: octets.down + pong.length },
      },
      resent: 0,
      negotiated: sasl2Session('direct'),
      advice: [],
    })
  })

  it('counts one wait for a flight, however many answers come to it', () => {
    const pipelined: readonly Line[] = [
      ['T', 1],
      ['C', said.HEADER, said.authenticate(said.BIND2 + said.REQUEST_TOKEN, 'PLAIN')],
      ['S', said.ANSWER],
      ['S', said.FEATURES],
      ['S', said.success(said.bound('1') + said.TOKEN)],
    ]
    assert.deepEqual(overhear({ lines: pipelined }).waits, {
      total: 3,
      byLayer: { tcp: 1, tls: 1, auth: 1 },
    })
  })

  it('counts a header, and no STARTTLS, where its client authenticates without TLS', () => {
    const lines = said.scram(said.BIND2, said.bound('1')).filter(([what]) => what !== 'T')
    const { waits, outcome } = overhear({ lines, security: 'starttls' })
    assert.deepEqual(outcome, { kind: 'ready', way: 'bound' })
    assert.deepEqual(waits.byLayer, { tcp: 1, header: 1, auth: 2 })
    const legacy: readonly Line[] = [
      ['C', said.HEADER],
      ['S', said.ANSWER, said.LEGACY_FEATURES],
      ['C', said.AUTH],
      ['S', said.SASL1_SUCCESS],
      ['C', said.HEADER],
      ['S', said.ANSWER, said.BIND_FEATURES],
      ['C', said.BIND],
      ['S', said.BOUND],
    ]
    assert.deepEqual(overhear({ lines: legacy, security: 'starttls' }).waits.byLayer, {
      ...{ tcp: 1, header: 1, auth: 1, restart: 1, bind: 1 },
    })
  })

  it('says where a client went that was not ready', () => {
    const outcomes = [
      overhear({ lines: [] }),
      overhear({ lines: [['T', 1]] }),
      overhear({
        lines: [
          ['T', 1],
          ['C', said.HEADER],
          ['S', said.ANSWER, said.FEATURES],
        ],
      }),
      overhear({
        lines: [
          ['C', said.HEADER],
          [
            'S',
            said.ANSWER,
            "<stream:error><host-unknown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>",
          ],
        ],
      }),
    ].map(({ outcome }) => outcome)
    assert.deepEqual(outcomes, [
      { kind: 'no-stream' },
      { kind: 'gone', after: 'tls' },
      { kind: 'gone', after: 'header' },
      {
        kind: 'failed',
        failure: { code: 'stream-error', detail: 'the server ended the stream: host-unknown' },
      },
    ])
  })

  it('counts no wait for what is asked for long after the client was ready', () => {
    const soon = 2_000
    const late = 60_000
    const waitsWithCarbons = (at: number): number => {
      const watch = listen({}, START)
      const legacy: readonly Line[] = [
        ['T', 1],
        ['C', said.HEADER],
        ['S', said.ANSWER, said.LEGACY_FEATURES],
        ['C', said.AUTH],
        ['S', said.SASL1_CHALLENGE],
        ['C', said.SASL1_RESPONSE],
        ['S', said.SASL1_SUCCESS],
        ['C', said.HEADER],
        ['S', said.ANSWER, said.BIND_FEATURES],
        ['C', said.BIND],
        ['S', said.BOUND],
      ]
      for (const line of legacy) hear(watch, line, START)
      hear(watch, ['C', said.CARBONS], instant(milliseconds(at)))
      hear(watch, ['S', said.result('c')], instant(milliseconds(at)))
      assert.equal(watch.report().negotiated.carbons, 'iq')
      return watch.report().waits.total
    }
    // tcp 1, tls 1, header 1, auth 2, restart 1, bind 1; carbons in the same go, or typed by hand.
    assert.deepEqual([soon, late].map(waitsWithCarbons), [8, 7])
  })

  it('counts what is asked for behind a session once, however often it is', () => {
    const watch = listen({}, START)
    const login = said.scram(said.BIND2 + said.REQUEST_TOKEN, said.bound('1') + said.TOKEN)
    for (const line of login) hear(watch, line, START)
    for (let second = 1; second < 1_000; second += 1) {
      const now = instant(seconds(second))
      hear(watch, ['C', said.CARBONS], now)
      hear(watch, ['S', said.result('c')], now)
      hear(watch, ['C', said.authenticate('', 'PLAIN')], now)
      hear(watch, ['S', said.FAILURE], now)
      hear(watch, ['C', said.HEADER], now)
      hear(watch, ['S', said.ANSWER, said.BIND_FEATURES], now)
    }
    // tcp 1, tls 1, header 1, auth 2; carbons 1.
    assert.equal(watch.report().waits.total, 6)
  })

  it('counts no more than a thousand waits of who never gets on', () => {
    const lines: Line[] = [...said.scram(said.REQUEST_TOKEN, said.TOKEN)]
    for (let time = 0; time < 2_000; time += 1) {
      lines.push(['C', said.resume('9')], ['S', said.refusal('item-not-found')])
    }
    const { waits, advice } = overhear({ lines })
    assert.equal(waits.total, 1_000)
    // All but tcp 1, tls 1, header 1, auth 2.
    const refused = advice.find(({ code }) => code === 'resumption-refused')
    assert.equal(refused?.roundTrips, 995)
  })

  it('tells clients of one account apart by the resource that they ask for', () => {
    const past = new Past()
    const asking = (number: number, resource: string) => {
      const bind = `<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>${resource}</resource></bind>`
      return overhear({
        past,
        number,
        lines: [
          ['T', 1],
          ['C', said.HEADER],
          ['S', said.ANSWER, said.LEGACY_FEATURES],
          ['C', said.AUTH],
          ['S', said.SASL1_SUCCESS],
          ['C', said.HEADER],
          ['S', said.ANSWER, said.BIND_FEATURES],
          ['C', said.iq('b', bind)],
          ['S', said.BOUND],
        ],
      }).kind
    }
    const kinds = [asking(1, 'phone'), asking(2, 'laptop'), asking(3, 'phone')]
    assert.deepEqual(kinds, ['cold', 'cold', 'reconnect'])
  })

  it('forgets a session that its client said goodbye to', () => {
    const past = new Past()
    const lines = said.scram(said.BIND2, said.bound('1'))
    overhear({ past, lines: [...lines, ['C', '</stream:stream>']] })
    const later = instant(milliseconds(1))
    const again = overhear({ past, number: 2, now: later, lines })
    assert.equal(again.kind, 'reconnect')
    assert.ok(!again.advice.some(({ code }) => code === 'session-not-resumed'))
  })

  const bound = (past: Past, ...more: readonly Line[]) =>
    overhear({ past, lines: [...said.scram(said.BIND2, said.bound('1')), ...more] })
  const back = (past: Past, now: number, answer: string, ...more: readonly Line[]) =>
    overhear({
      past,
      number: 2,
      now: instant(milliseconds(now)),
      lines: [...said.scram(said.BIND2 + said.resume('1'), answer), ...more],
    })
  const refused = (condition: string): string => said.wrappedRefusal(condition) + said.bound('2')
  const HOUR = 3_600_000

  it('is a reconnect whose resumption was refused, and says why', () => {
    const cases = [
      [[], HOUR, 'item-not-found', 'item-not-found, because its time was over'],
      [
        [['C', '</stream:stream>']],
        1,
        'item-not-found',
        'item-not-found, because the client had closed the session itself',
      ],
      [
        [],
        1,
        'undefined-condition',
        'undefined-condition, because its h was below what the client had acknowledged before',
      ],
      [[], 1, 'item-not-found', 'item-not-found, which the server had given up'],
    ] as const
    for (const [more, now, condition, reason] of cases) {
      const past = new Past()
      bound(past, ...more)
      const { kind, negotiated, advice } = back(past, now, refused(condition))
      assert.equal(kind, 'reconnect')
      assert.equal(negotiated.management, 'resumption-refused')
      const told = advice.find(({ code }) => code === 'resumption-refused')
      assert.equal(told?.text, `could not resume: ${reason}`)
    }
  })

  it('says of no session that it was given up that nobody had looked for', () => {
    for (const [h, condition, text] of [
      ['abc', 'bad-request', 'bad-request, because its h was no number'],
      ['0', 'bad-request', 'bad-request'],
      ['0', 'unexpected-request', 'unexpected-request'],
    ] as const) {
      const past = new Past()
      bound(past)
      const resume = said.resume('1').replace("h='0'", `h='${h}'`)
      const lines = said.scram(said.BIND2 + resume, refused(condition))
      const { kind, advice } = overhear({ past, number: 2, lines })
      assert.equal(kind, 'reconnect')
      const told = advice.find(({ code }) => code === 'resumption-refused')
      assert.equal(told?.text, `could not resume: ${text}`)
    }
  })

  it('knows whose stream ends because h was too high', () => {
    const past = new Past()
    bound(past)
    const error =
      "<stream:error><undefined-condition xmlns='urn:ietf:params:xml:ns:xmpp-streams'/><handled-count-too-high xmlns='urn:xmpp:sm:3' h='7' send-count='0'/></stream:error></stream:stream>"
    const report = overhear({
      past,
      number: 2,
      lines: [
        ['T', 1],
        ['C', said.HEADER],
        ['S', said.ANSWER, said.FEATURES],
        ['C', said.authenticate(said.BIND2 + said.resume('1'), 'PLAIN')],
        ['S', error],
      ],
    })
    assert.deepEqual([report.kind, report.address], ['reconnect', 'alice@localhost'])
    assert.equal(report.negotiated.management, 'resumption-refused')
    const told = report.advice.find(({ code }) => code === 'resumption-refused')
    assert.equal(told?.text, 'could not resume: its h was above what the server had sent')
  })

  it('counts what the server sends again behind a resumption, and nothing else', () => {
    const messages = (...ids: string[]): Line => ['S', ...ids.map((id) => `<message id='${id}'/>`)]
    const past = new Past()
    bound(past, messages('a', 'b'))
    // Of "c" nobody had been told, though it waited with them.
    const again = back(
      past,
      1,
      said.resumed('1'),
      messages('a', 'b', 'c'),
      ['C', "<a xmlns='urn:xmpp:sm:3' h='3'/>"],
      messages('d'),
    )
    assert.deepEqual([again.resent, again.outcome], [2, { kind: 'ready', way: 'resumed' }])
    // Four were told and three acknowledged, though the client says by h (`said.resume`) that it has none.
    assert.equal(back(past, 2, said.resumed('1'), messages('d', 'e', 'f')).resent, 1)
    // "e" and "f" were told since: six, of which three are still acknowledged.
    assert.equal(back(past, 3, said.resumed('1'), messages('d', 'e', 'f')).resent, 3)
    // Of more than there are nothing is acknowledged.
    const tooMany: Line = ['C', "<a xmlns='urn:xmpp:sm:3' h='7'/>"]
    assert.equal(back(past, 4, said.resumed('1'), messages('d', 'e', 'f'), tooMany).resent, 3)
    assert.equal(back(past, 5, said.resumed('1'), messages('d', 'e', 'f', 'g')).resent, 3)
    // What nobody has seen before may be anything, as long as its client is silent.
    const strange = [messages('a'), ['C', '<presence/>'], messages('b')] as const
    const late = new Past()
    assert.equal(back(late, 1, said.resumed('1'), ...strange).resent, 1)
    // Both have been seen by now.
    assert.equal(back(late, 2, said.resumed('1'), messages('a', 'b', 'c')).resent, 2)
    // Ten were told where nobody saw it, and one since.
    const past10 = new Past()
    const resume = said.resume('1').replace("h='0'", "h='10'")
    const again10 = (number: number, ...ids: string[]) =>
      overhear({
        past: past10,
        number,
        lines: [...said.scram(said.BIND2 + resume, said.resumed('1')), messages(...ids)],
      })
    assert.deepEqual([again10(1, 'k').resent, again10(2, 'k', 'l').resent], [1, 1])
  })

  it('tells a client that repeats what had been acknowledged', () => {
    const past = new Past()
    bound(past, ['C', "<message id='a'/><message id='b'/>"])
    const repeating = (ids: readonly string[], handled = 2) =>
      back(past, 1, said.resumed('1', handled), ['C', ...ids.map((id) => `<message id='${id}'/>`)])
    const told = ({ advice }: ServedConnection) =>
      advice.find(({ code }) => code === 'repeated')?.text
    assert.equal(told(repeating(['c'])), undefined)
    assert.match(told(repeating(['a', 'b', 'd'])) ?? '', /^sent 2 messages again/)
    // What it had said into a connection that was dead has to be said again.
    assert.match(told(repeating(['b', 'd'], 1)) ?? 'nothing', /^nothing$/)
  })

  it('holds no client to a token that was refused, or that it had invalidated', () => {
    const response = Buffer.from('alice\0proof').toString('base64')
    const byToken = (fast: string): string =>
      said.authenticate(fast + said.BIND2, 'HT-SHA-256-NONE').replace('eA==', response)
    const INVALIDATE = "<fast xmlns='urn:xmpp:fast:0' invalidate='true'/>"
    const mismatch = said.FAILURE.replace(
      '</failure>',
      "<config-version-mismatch xmlns='urn:xmpp:iap:0'/></failure>",
    )
    const cases = [
      [said.USE_TOKEN, said.FAILURE, undefined],
      [INVALIDATE, said.success(said.bound('2')), undefined],
      [said.USE_TOKEN, said.success(said.bound('2')), 'fast-unused'],
      [said.USE_TOKEN, mismatch, 'fast-unused'],
    ] as const
    for (const [fast, answer, expected] of cases) {
      const past = new Past()
      const login = said.scram(said.REQUEST_TOKEN + said.BIND2, said.bound('1') + said.TOKEN)
      overhear({ past, lines: login })
      const presenting: readonly Line[] = [
        ['T', 1],
        ['C', said.HEADER],
        ['S', said.ANSWER, said.FEATURES],
        ['C', byToken(fast)],
        ['S', answer],
      ]
      overhear({ past, number: 2, lines: presenting })
      const { advice } = overhear({
        past,
        number: 3,
        lines: said.scram(said.BIND2, said.bound('3')),
      })
      const told = advice.find(({ code }) => code === 'fast-unused')?.code
      assert.equal(told, expected, `${fast} ${answer}`)
    }
  })

  it('takes no other message for a repeated one because it has the same id', () => {
    const body = (text: string): string => `<body>${text}</body>`
    const message = (to: string, inside: string): Line => [
      'C',
      `<message id='1' to='${to}@localhost'>${inside}</message>`,
    ]
    const NOTE = "<delay xmlns='urn:xmpp:delay' stamp='2026-01-01T00:00:00Z'/>"
    const cases = [
      [message('bob', body('a')), 1],
      // As xmpp.js sends it again.
      [message('bob', body('a') + NOTE), 1],
      [message('bob', body('quite another')), 0],
      [message('carol', body('a')), 0],
    ] as const
    for (const [again, count] of cases) {
      const past = new Past()
      bound(past, message('bob', body('a')))
      const { advice } = back(past, 1, said.resumed('1', 1), again)
      assert.equal(advice.filter(({ code }) => code === 'repeated').length, count, String(again[1]))
    }
  })

  it('of a client that is back is judged alike, whenever its old one is seen to close', () => {
    const at = (ms: number) => instant(milliseconds(ms))
    const login = said.scram(said.BIND2 + said.REQUEST_TOKEN, said.bound('1') + said.TOKEN)
    const back = said.scram(said.BIND2, said.bound('2'))
    /** The old connection is seen to close before so many lines of the new one, or never. */
    const judged = (closed: number): ServedConnection => {
      const past = new Past()
      const old = listen({ past }, at(0))
      for (const line of login) hear(old, line, at(0))
      const again = listen({ past, number: 2 }, at(1))
      for (const [index, line] of back.entries()) {
        if (index === closed) old.heard({ kind: 'closed' }, at(2))
        hear(again, line, at(2))
      }
      if (closed === back.length) old.heard({ kind: 'closed' }, at(3))
      again.heard({ kind: 'closed' }, at(4))
      return again.report()
    }
    const first = judged(0)
    assert.ok(first.advice.some(({ code }) => code === 'session-not-resumed'))
    for (let closed = 1; closed <= back.length + 1; closed += 1) {
      assert.deepEqual(judged(closed), first, `closed before line ${closed}`)
    }
  })

  it('takes anything from either side, at any time', () => {
    const words = Object.values(said).filter((word) => typeof word === 'string')
    const text = fc.oneof(
      fc.constantFrom(...words),
      fc.constantFrom('<', '</x>', '\0', 'text', "<iq type='set' id='b'>", '</stream:stream>'),
    )
    const line: fc.Arbitrary<Line> = fc.oneof(
      fc.array(text, { maxLength: 4 }).map((texts): Line => ['C', ...texts]),
      fc.array(text, { maxLength: 4 }).map((texts): Line => ['S', ...texts]),
      fc.constant<Line>(['T', 1]),
    )
    const past = new Past()
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        const report = overhear({ past, lines })
        const counted = Object.values(report.waits.byLayer).reduce((sum, one) => sum + one, 0)
        assert.equal(counted, report.waits.total)
        const saved = report.advice.reduce((sum, one) => sum + one.roundTrips, 0)
        assert.ok(saved >= 0 && saved <= report.waits.total)
      }),
      { numRuns: 500, seed: 7 },
    )
  })
})
