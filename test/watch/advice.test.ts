import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { RULES } from '../../src/watch/advice-rules.ts'
import { Past } from '../../src/watch/past.ts'
import type { ServedConnection } from '../../src/watch/served-connection.ts'
import * as said from './overheard.ts'
import { type Line, type Overheard, overhear } from './overheard.ts'

/** Round trips that each piece of advice would have saved. */
const savings = ({ advice }: ServedConnection): Record<string, number> =>
  Object.fromEntries(advice.map(({ code, roundTrips }) => [code, roundTrips]))

/** Somebody was here: with a token, and a session that waits. */
const experienced = (): Past => {
  const past = new Past()
  overhear({
    past,
    lines: said.scram(said.REQUEST_TOKEN + said.BIND2, said.bound('1') + said.TOKEN),
  })
  return past
}

const DIRECT: readonly Line[] = [
  ['T', 1],
  ['C', said.HEADER],
]
const LEGACY: readonly Line[] = [
  ['C', said.AUTH],
  ['S', said.SASL1_CHALLENGE],
  ['C', said.SASL1_RESPONSE],
  ['S', said.SASL1_SUCCESS],
]
const BINDING: readonly Line[] = [
  ['C', said.HEADER],
  ['S', said.ANSWER, said.BIND_FEATURES],
  ['C', said.BIND],
  ['S', said.BOUND],
  ['C', said.ENABLE],
  ['S', said.enabled('1')],
]
const NAMELESS_BINDING: readonly Line[] = [['C', said.ANONYMOUS], ...BINDING.slice(1)]
/** By SASL 1, without a word of whose stream it is. */
const NAMELESS: readonly Line[] = [
  ['T', 1],
  ['C', said.ANONYMOUS],
  ['S', said.ANSWER, said.LEGACY_FEATURES],
  ...LEGACY,
  ...NAMELESS_BINDING,
]
const BEST = said.authenticate(said.USE_TOKEN + said.resume('1'), 'HT-SHA-256-NONE')
const BEST_ANSWER = said.success(said.resumed('1'))

const unmanaged = (text: unknown): string =>
  String(text).replace("<feature var='urn:xmpp:sm:3'/>", '')
const unidentified = (text: unknown): string => String(text).replace(" id='agent'", '')

const CASES: readonly (readonly [string, () => Overheard, number, Record<string, number>])[] = [
  [
    'nothing for a client that does everything right',
    () => ({
      past: experienced(),
      number: 2,
      lines: [
        ['T', 1, { resumed: true }],
        ['C', said.HEADER, BEST],
        ['S', said.ANSWER, said.FEATURES, BEST_ANSWER],
      ],
    }),
    2,
    {},
  ],
  [
    'nothing to save on a first visit but a token for the next',
    () => ({ lines: said.scram(said.BIND2, said.bound('1')) }),
    4, // TLS, features, challenge, success
    { 'token-unasked': 0 },
  ],
  [
    'an id for the installation that a token is asked for',
    () => ({
      lines: said
        .scram(said.BIND2 + said.REQUEST_TOKEN, said.bound('1'))
        .map(([who, ...words]) => (who === 'T' ? ['T', 1] : [who, ...words.map(unidentified)])),
    }),
    4,
    { 'token-unidentified': 0 },
  ],
  [
    'to leave out what <resumed h/> has acknowledged',
    () => {
      const past = new Past()
      const message: Line = ['C', "<message id='m'/>"]
      overhear({ past, lines: [...said.scram(said.BIND2, said.bound('1')), message] })
      const lines: readonly Line[] = [
        ['T', 1, { resumed: true }],
        ['C', said.HEADER, said.authenticate(said.resume('1') + said.REQUEST_TOKEN, 'PLAIN')],
        ['S', said.ANSWER, said.FEATURES, said.success(said.resumed('1', 1) + said.TOKEN)],
      ]
      return { past, number: 2, lines: [...lines, message] }
    },
    2,
    { repeated: 0 },
  ],
  [
    'direct TLS instead of STARTTLS',
    () => ({
      security: 'starttls',
      lines: [
        ['C', said.ANONYMOUS],
        ['S', said.ANSWER, said.CLEAR],
        ['C', said.STARTTLS],
        ['S', said.PROCEED],
        ...said.scram(said.BIND2 + said.REQUEST_TOKEN, said.bound('1') + said.TOKEN),
      ],
    }),
    6,
    { 'direct-tls': 2 },
  ],
  [
    'only what was waited for: header and <starttls/> went together',
    () => ({
      security: 'starttls',
      lines: [
        ['C', said.ANONYMOUS, said.STARTTLS],
        ['S', said.ANSWER, said.CLEAR],
        ['S', said.PROCEED],
        ...said.scram(said.BIND2 + said.REQUEST_TOKEN, said.bound('1') + said.TOKEN),
      ],
    }),
    5,
    { 'direct-tls': 1 },
  ],
  [
    'header and <starttls/> together where there is no direct TLS',
    () => ({
      security: 'starttls',
      premises: { directPort: undefined },
      lines: [
        ['C', said.ANONYMOUS],
        ['S', said.ANSWER, said.CLEAR],
        ['C', said.STARTTLS],
        ['S', said.PROCEED],
        ...said.scram(said.BIND2 + said.REQUEST_TOKEN, said.bound('1') + said.TOKEN),
      ],
    }),
    6,
    { 'starttls-awaited': 1 },
  ],
  [
    'TLS 1.3 instead of 1.2, and a key share that is taken',
    () => ({
      lines: [
        ['T', 2, { version: '1.2' }],
        ...said.scram(said.BIND2 + said.REQUEST_TOKEN, said.bound('1') + said.TOKEN).slice(1),
      ],
    }),
    5,
    { 'tls-1.2': 1 },
  ],
  [
    'a key share that is taken',
    () => ({
      lines: [
        ['T', 2],
        ...said.scram(said.BIND2 + said.REQUEST_TOKEN, said.bound('1') + said.TOKEN).slice(1),
      ],
    }),
    5,
    { 'key-share': 1 },
  ],
  [
    'cached features, a ticket, a token and a session that were there',
    () => ({ past: experienced(), number: 2, lines: said.scram(said.BIND2, said.bound('2')) }),
    4,
    { 'features-awaited': 1, 'fast-unused': 1, 'tls-resumption': 0, 'session-not-resumed': 0 },
  ],
  [
    'no ticket of a server whose tickets are useless',
    () => ({
      past: experienced(),
      number: 2,
      premises: { tickets: 'useless' },
      lines: [...DIRECT, ['S', said.ANSWER, said.FEATURES], ['C', BEST], ['S', BEST_ANSWER]],
    }),
    3,
    { 'features-awaited': 1 },
  ],
  [
    'from in the header, without which there is no FAST',
    () => ({
      lines: [
        ['T', 1],
        ['C', said.ANONYMOUS, said.authenticate(said.BIND2)],
        ['S', said.ANSWER, said.features('')],
        ['S', said.CHALLENGE],
        ['C', said.RESPONSE],
        ['S', said.success(said.bound('1'))],
      ],
    }),
    3,
    { 'from-missing': 0 },
  ],
  [
    'no from at a server that nobody has seen do SASL2',
    () => ({
      lines: NAMELESS,
    }),
    7,
    { 'restart-serial': 2 },
  ],
  [
    'from in the header, at one that is known to do SASL2 with it alone',
    () => ({
      premises: { sasl2: 'with-from' },
      lines: NAMELESS,
    }),
    7,
    { 'from-missing': 0, 'restart-serial': 2 },
  ],
  [
    'no mechanism that is refused',
    () => ({
      past: experienced(),
      number: 2,
      lines: [
        ['T', 1, { resumed: true }],
        ['C', said.HEADER, BEST],
        ['S', said.ANSWER, said.FEATURES],
        ['S', said.FAILURE],
        ['C', said.authenticate(said.resume('1') + said.REQUEST_TOKEN)],
        ['S', said.CHALLENGE],
        ['C', said.RESPONSE],
        ['S', said.success(said.resumed('1') + said.TOKEN)],
      ],
    }),
    4, // TLS, the refusal, the challenge, the success
    { refused: 1 },
  ],
  [
    'SASL2 instead of a restart, binding and <enable/>',
    () => ({ lines: [...DIRECT, ['S', said.ANSWER, said.FEATURES], ...LEGACY, ...BINDING] }),
    7, // TLS, features, SCRAM 2, restart, bind, enable
    { 'sasl2-unused': 3 },
  ],
  [
    'one flight behind <success/> where there is no SASL2',
    () => ({
      lines: [...DIRECT, ['S', said.ANSWER, said.LEGACY_FEATURES], ...LEGACY, ...BINDING],
    }),
    7,
    { 'restart-serial': 2 }, // the header alone, and binding alone
  ],
  [
    'binding and stream management inside SASL2',
    () => ({
      lines: [
        ...said.scram(said.REQUEST_TOKEN, said.TOKEN),
        ['C', said.BIND],
        ['S', said.BOUND],
        ['C', said.ENABLE],
        ['S', said.enabled('1')],
      ],
    }),
    6,
    { 'inline-unused': 2 },
  ],
  [
    'carbons inside Bind 2',
    () => ({
      lines: [
        ...said.scram(said.BIND2 + said.REQUEST_TOKEN, said.bound('1') + said.TOKEN),
        ['C', said.CARBONS],
        ['S', said.result('c')],
      ],
    }),
    5,
    { 'carbons-iq': 1 },
  ],
  [
    'binding in SASL2, and no session request of RFC 3921',
    () => ({
      lines: [
        ...said.scram(said.REQUEST_TOKEN, said.TOKEN),
        ['C', said.BIND, said.SESSION],
        ['S', said.BOUND, said.result('s')],
        ['C', said.ENABLE],
        ['S', said.enabled('1')],
      ],
    }),
    6,
    { 'inline-unused': 2 },
  ],
  [
    'stream management once',
    () => ({
      lines: [
        ...said.scram(said.BIND2 + said.REQUEST_TOKEN, said.bound('1') + said.TOKEN),
        ['C', said.ENABLE],
        ['S', said.refusal('unexpected-request')],
      ],
    }),
    4, // it was ready before
    { 'enabled-twice': 0 },
  ],
  [
    'stream management at all',
    () => ({
      lines: said.scram(said.BIND2_ALONE + said.REQUEST_TOKEN, said.BOUND_ALONE + said.TOKEN),
    }),
    4,
    { unmanaged: 0 },
  ],
  [
    'nothing for what was said along with what let the client in',
    () => ({
      lines: [
        ['T', 1],
        ['C', said.HEADER, said.authenticate(said.REQUEST_TOKEN, 'PLAIN'), said.BIND, said.ENABLE],
        ['S', said.ANSWER, said.FEATURES],
        ['S', said.success(said.TOKEN)],
        ['S', said.BOUND],
        ['S', said.enabled('1')],
      ],
    }),
    2,
    {},
  ],
  [
    'no round trip more than there is where restart and resumption go along with the response',
    () => ({
      past: experienced(),
      number: 2,
      lines: [
        ['T', 1, { resumed: true }],
        ['C', said.HEADER, said.AUTH],
        ['S', said.ANSWER, said.FEATURES],
        ['S', said.SASL1_CHALLENGE],
        ['C', said.SASL1_RESPONSE, said.HEADER, said.resume('1')],
        ['S', said.SASL1_SUCCESS],
        ['S', said.ANSWER, said.BIND_FEATURES],
        ['S', said.resumed('1')],
      ],
    }),
    3, // TLS, the challenge, and what resumes
    { 'fast-unused': 1, 'sasl2-unused': 0 },
  ],
  [
    'the token instead of a response that more was said along with',
    () => ({
      past: experienced(),
      number: 2,
      lines: [
        ['T', 1, { resumed: true }],
        ['C', said.HEADER, said.authenticate(said.resume('1'))],
        ['S', said.ANSWER, said.FEATURES],
        ['S', said.CHALLENGE],
        ['C', said.RESPONSE, said.CARBONS],
        ['S', said.success(said.resumed('1'))],
        ['S', said.result('c')],
      ],
    }),
    3, // TLS, the challenge, and carbons with success before them
    { 'fast-unused': 1 },
  ],
  [
    'a session that still exists, in either shape of <failed/>',
    () => ({
      lines: said.scram(
        said.BIND2 + said.resume('9') + said.REQUEST_TOKEN,
        said.wrappedRefusal('item-not-found') + said.bound('1') + said.TOKEN,
      ),
    }),
    4,
    { 'resumption-refused': 0 },
  ],
  [
    'once what a resumption cost that was refused, by SASL 1 where SASL2 is offered',
    () => ({
      lines: [
        ['T', 1],
        ['C', said.HEADER],
        ['S', said.ANSWER, said.FEATURES],
        ...LEGACY,
        ['C', said.HEADER],
        ['S', said.ANSWER, said.BIND_FEATURES],
        ['C', said.resume('9')],
        ['S', said.refusal('item-not-found')],
        ...BINDING.slice(2),
      ],
    }),
    // TLS, header, challenge, success; the restart, <resume/>, bind and <enable/> behind that.
    8,
    { 'sasl2-unused': 3, 'resumption-refused': 1 },
  ],
  [
    'once what it cost behind SASL2, too',
    () => ({
      lines: [
        ...said.scram(said.REQUEST_TOKEN, said.TOKEN),
        ['S', said.BIND_FEATURES],
        ['C', said.resume('9')],
        ['S', said.refusal('item-not-found')],
        ...BINDING.slice(2),
      ],
    }),
    // As for a token alone; then <resume/>, bind and <enable/>.
    7,
    { 'inline-unused': 2, 'resumption-refused': 1 },
  ],
]

describe('advice', () => {
  // The cases count from behind TCP, which is one wait more.
  for (const [what, overheard, waits, expected] of CASES) {
    it(`recommends ${what}`, () => {
      const report = overhear(overheard())
      assert.equal(report.outcome.kind, 'ready')
      assert.equal(report.waits.total, 1 + waits)
      assert.deepEqual(savings(report), expected)
    })
  }

  it('blames no client for a session that another installation has left', () => {
    const login = (id: string) => said.scram(said.BIND2, said.bound(id))
    const nameless = (id: string) =>
      login(id).map(
        ([who, ...words]): Line => (who === 'T' ? ['T', 1] : [who, ...words.map(unidentified)]),
      )
    const goodbye: Line = ['C', '</stream:stream>']
    const isBlamed = (before: readonly (readonly Line[])[], lines: readonly Line[]): boolean => {
      const past = new Past()
      for (const [index, one] of before.entries()) {
        overhear({ past, number: index + 1, lines: one })
      }
      const { advice } = overhear({ past, number: before.length + 1, lines })
      return advice.some(({ code }) => code === 'session-not-resumed')
    }
    assert.equal(isBlamed([login('1')], nameless('2')), false)
    assert.equal(isBlamed([[...login('1'), goodbye], nameless('2')], login('3')), false)
    // Of two that do not say who they are nobody can tell.
    assert.equal(isBlamed([nameless('1')], nameless('2')), true)
    assert.equal(isBlamed([login('1')], login('2')), true)
  })

  it('says of nobody that it did STARTTLS who did not', () => {
    const lines: readonly Line[] = [
      ['C', said.ANONYMOUS],
      ['S', said.ANSWER, said.CLEAR],
      ['C', said.AUTH],
    ]
    assert.deepEqual(savings(overhear({ security: 'starttls', lines })), {})
  })

  it('does not ask for stream management where there is none', () => {
    const lines = said
      .scram(said.BIND2_ALONE + said.REQUEST_TOKEN, said.BOUND_ALONE + said.TOKEN)
      .map(([who, ...words]): Line => (who === 'T' ? ['T', 1] : [who, ...words.map(unmanaged)]))
    assert.deepEqual(savings(overhear({ lines })), {})
  })

  it('never promises more than there is: TCP, TLS and the last answer remain', () => {
    for (const [what, overheard] of CASES) {
      const { waits, advice } = overhear(overheard())
      const saved = advice.reduce((sum, { roundTrips }) => sum + roundTrips, 0)
      assert.ok(waits.total - saved >= 3, what)
    }
  })

  it('has a case here for every rule, and cites where it comes from', () => {
    const codes = new Set(CASES.flatMap(([, , , expected]) => Object.keys(expected)))
    assert.equal(codes.size, RULES.length)
    for (const [, overheard] of CASES) {
      for (const { text, rule } of overhear(overheard()).advice) {
        assert.match(rule, /RFC|XEP/)
        assert.doesNotMatch(text, /undefined/)
      }
    }
  })
})
