import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { InputError } from '../../src/json/input-error.ts'
import { strategyOf } from '../../src/run/spec.ts'
import { IDEAL_SERVER } from '../../src/servers/ideal.ts'
import { PROSODY } from '../../src/servers/prosody/prosody.ts'
import type { CompareWords } from '../../src/words/compare.ts'
import { readCompare } from '../../src/words/reading/compare.ts'

const complaint = (words: object): string => {
  try {
    readCompare(words)
    return 'accepted'
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    return `${error.code} ${error.message}`
  }
}

/** A datagram of 1200 octets (RFC 9000 §14) behind headers of UDP and IPv4. */
const LEAST_QUIC_MTU = 20 + 8 + 1200

describe('the words of a comparison', () => {
  it('that are not said are the usual ones, and all of them are in the run', () => {
    const { spec } = readCompare({})
    const { profiles, strategies, ...rest } = spec
    assert.deepEqual(
      profiles.map(({ name }) => name),
      ['lte_good', 'umts_driving', 'edge_industry'],
    )
    assert.equal(strategies.length, 7)
    assert.deepEqual(rest, {
      seed: '1',
      timeoutMs: 60_000,
      servers: [PROSODY],
      certificate: 'private-ecdsa',
      tcp: { timers: 'linux', hz: 250, congestion: 'cubic', nagle: undefined },
      client: undefined,
      hostTime: undefined,
      fastOpenFault: undefined,
      courses: [],
      trials: 1000,
    })
  })

  it('take the place of the usual ones, undefined ones do not', () => {
    const { spec } = readCompare({
      profiles: ['ideal'],
      strategies: ['sasl2-direct+tfo'],
      trials: 3,
      servers: ['ideal'],
      hz: 1000,
      fastOpenFault: 'stale',
      timeout: '1.5s',
      seed: 7,
      nagle: undefined,
    })
    const { profiles, strategies, ...rest } = spec
    assert.deepEqual([profiles.length, strategies], [1, ['sasl2-direct+tfo']])
    assert.deepEqual(rest, {
      seed: '7',
      timeoutMs: 1500,
      servers: [IDEAL_SERVER],
      certificate: 'private-ecdsa',
      tcp: { timers: 'linux', hz: 1000, congestion: 'cubic', nagle: undefined },
      client: undefined,
      hostTime: undefined,
      fastOpenFault: 'stale',
      trials: 3,
      courses: [],
    })
  })

  it('make a link of their own of a round-trip time, and change that of a profile', () => {
    const names = (words: CompareWords): readonly string[] =>
      readCompare(words).spec.profiles.map(({ name }) => name)
    assert.deepEqual(names({ rtt: '300ms' }), ['custom'])
    assert.deepEqual(names({ rtt: '300ms', profiles: ['ideal'] }), ['ideal'])
    assert.equal(names({ loss: '2%' }).length, 3)
    assert.equal(names({ profiles: ['all'] }).length, 24)
    const [profile] = readCompare({ profiles: ['ideal'], rtt: '300ms' }).spec.profiles
    assert.ok(profile?.kind === 'figures')
    assert.deepEqual(profile.rtt, { kind: 'fixed', value: 300_000_000 })
  })

  it('make lives of scenarios: each by each policy, and an episode is given five minutes', () => {
    const { spec, command } = readCompare({
      scenarios: ['tunnel', 'wifi-to-cell'],
      policies: ['monal', 'dino'],
      messages: '10/min',
    })
    const names = spec.courses.map(({ scenario, policy }) => [scenario.name, policy.name])
    assert.deepEqual(names, [
      ['tunnel', 'monal'],
      ['tunnel', 'dino'],
      ['wifi-to-cell', 'monal'],
      ['wifi-to-cell', 'dino'],
    ])
    assert.equal(spec.timeoutMs, 300_000)
    const [course] = spec.courses
    assert.deepEqual(course?.scenario.messages.up, { kind: 'poisson', perHour: 600 })
    assert.match(command, /--scenario tunnel wifi-to-cell --policy monal dino --messages 10\/min/)
    assert.doesNotMatch(command, /--timeout/)
    // What is usual of attempts is not of episodes.
    const given = readCompare({ scenarios: ['tunnel'], timeout: '60s' })
    assert.deepEqual([given.spec.timeoutMs, /--timeout 60s/.test(given.command)], [60_000, true])
  })

  it('leave QUIC out of the catalogue where a link is too narrow for it, and say why', () => {
    const named = (mtu: number) =>
      readCompare({ rtt: '300ms', mtu: `${mtu}B`, strategies: ['catalogue'] })
    const [wide, narrow] = [named(LEAST_QUIC_MTU), named(LEAST_QUIC_MTU - 1)]
    assert.equal(wide.leftOut, undefined)
    assert.equal(
      narrow.leftOut,
      `QUIC is left out: found custom, of MTU ${LEAST_QUIC_MTU - 1}B, expected at least ${LEAST_QUIC_MTU}B (RFC 9000 §14)`,
    )
    const left = new Set(narrow.spec.strategies)
    const out = wide.spec.strategies.filter((choice) => !left.has(choice))
    assert.ok(out.length > 0)
    for (const choice of out) assert.equal(strategyOf(choice).over.kind, 'quic')
    assert.ok(narrow.spec.strategies.every((choice) => strategyOf(choice).over.kind !== 'quic'))
  })

  const WRONG: readonly (readonly [string, object, string])[] = [
    [
      'a field of another name',
      { profile: ['ideal'] },
      'wrong-value profile: found an unknown field, expected a known one (did you mean "profiles"?)',
    ],
    ['no object', [], 'wrong-value found [], expected an object'],
    [
      'a profile for a list',
      { profiles: 'ideal' },
      'wrong-value profiles: found "ideal", expected a list',
    ],
    [
      'no profile at all',
      { profiles: [] },
      'wrong-value profiles: found [], expected at least 1 entry',
    ],
    [
      'half a trial',
      { trials: 1.5 },
      'wrong-value trials: found 1.5, expected a whole number from 1 to 100000000, or auto',
    ],
    [
      'a number without its unit',
      { rtt: 300 },
      'wrong-value rtt: found 300, expected a duration with its unit (ns, us, ms or s; at most a day), as in "300ms"',
    ],
    [
      'a wrong outage among right ones',
      { outages: ['3s@1s', 'soon'] },
      'wrong-value outages[1]: found "soon", expected an outage as DURATION@START, as in "3s@1s" (dead for 3 s from 1 s on)',
    ],
    [
      'no time at all',
      { timeout: '0s' },
      'wrong-value timeout: found "0s", expected more than 0s, at most 3600s',
    ],
    [
      'a policy to which nothing happens',
      { policies: ['monal'] },
      'senseless policies: found no scenario, expected a scenario in which it matters',
    ],
    [
      'messages that nobody waits for',
      { messages: '10/min' },
      'senseless messages: found no scenario, expected a scenario in which it matters',
    ],
    // Until 1200 s, with an outage of 2 s and 60 s of calm.
    [
      'more messages than a life has room for',
      { scenarios: ['tunnel', 'commuter'], messages: '100/s' },
      'senseless messages: found 126200 in a life of 1262 s (commuter), expected at most 100000: fewer, or a life that is over sooner ("calm", "events")',
    ],
    [
      'a seed of two lines',
      { seed: 'x\ny' },
      'wrong-value seed: found "x\\ny", expected a text of one line, without control characters',
    ],
    ['no seed', { seed: '' }, 'wrong-value seed: found "", expected at least 1 character'],
    [
      'a server that nobody knows',
      { servers: ['prosody', 'prosdy'] },
      'unknown-name servers: found "prosdy", expected one of prosody, prosody-defaults, prosody-busy-disk, prosody-13.0.1, ejabberd, ejabberd-24.12, nginx, ideal, everything, or the path of a .json file (did you mean "prosody"?)',
    ],
    [
      'a server twice',
      { servers: ['prosody', 'ideal', 'prosody'] },
      'repeated servers: found "prosody" twice, expected each name once',
    ],
    [
      'a strategy that nobody knows',
      { strategies: ['legacy-drect'] },
      'unknown-name strategies: found strategy "legacy-drect", expected a known one (did you mean "legacy-direct"?)',
    ],
    [
      'a strategy under two names',
      { strategies: ['sasl2-direct+tfo+unbound', 'sasl2-direct+unbound+tfo'] },
      'repeated strategies: found "sasl2-direct+tfo+unbound" twice, expected each name once',
    ],
    [
      'a fault that nothing can meet',
      { fastOpenFault: 'stale', strategies: ['sasl2-direct'] },
      'senseless fastOpenFault: found no strategy with +tfo, expected one that it could happen to',
    ],
    [
      'time for addresses that there are not',
      { connectTimeout: '7s', strategies: ['sasl2-direct+dns'] },
      'senseless connectTimeout: found no strategy with several addresses, expected one that it could happen to, as with +v6-broken or +first-dead',
    ],
    [
      'IPv6 that is broken and used',
      { ipv6: true, strategies: ['sasl2-direct', 'sasl2-direct+v6-broken'] },
      'senseless ipv6: found sasl2-direct+v6-broken, whose IPv6 address takes no connection, expected the one or the other',
    ],
    [
      'a race that Fast Open would win',
      { strategies: ['sasl2-direct+tfo+happy-eyeballs'] },
      'senseless strategies: found "sasl2-direct+tfo+happy-eyeballs", expected a combination that makes sense (with a Fast Open cookie connect() succeeds before any address has answered (RFC 7413 §4.2), so that there is no race)',
    ],
    [
      'QUIC where a given MTU is too small for it',
      { rtt: '300ms', mtu: `${LEAST_QUIC_MTU - 1}B`, strategies: ['sasl2-quic'] },
      `senseless mtu: found ${LEAST_QUIC_MTU - 1}B with QUIC (sasl2-quic), expected at least ${LEAST_QUIC_MTU}B (RFC 9000 §14)`,
    ],
    [
      'IPv6 where there is room for QUIC over IPv4',
      { rtt: '300ms', mtu: `${LEAST_QUIC_MTU}B`, ipv6: true, strategies: ['sasl2-quic'] },
      `senseless mtu: found ${LEAST_QUIC_MTU}B with IPv6, expected at least 1280B (RFC 8200 §5)`,
    ],
    [
      'a file that is not there',
      { profiles: ['./none.json'] },
      'unreadable ./none.json: found no such file, expected a readable text file',
    ],
  ]
  for (const [what, words, line] of WRONG) {
    it(`refuse ${what}`, () => {
      assert.equal(complaint(words), line)
    })
  }
})

describe('the command line of a comparison', () => {
  const command = (words: CompareWords): string => readCompare(words).command

  it('says what decides the result, and the usual profiles and strategies by name', () => {
    assert.equal(
      command({}),
      'npx xmpp-rtt compare -p lte_good umts_driving edge_industry -s legacy-resume-starttls legacy-resume-direct sasl2-resume-direct sasl2-resume-direct+pipelined fast-resume-direct fast-resume-direct+pipelined fast-resume-direct+pipelined+tfo -n 1000 --seed 1',
    )
  })

  it('has everything unusual as it was written, safe to paste', () => {
    assert.equal(
      command({
        rtt: '300 ms',
        loss: '2%',
        outages: ['3s@1s', '1s@9s'],
        strategies: ['sasl2-direct+tfo'],
        trials: 5,
        servers: ['ideal'],
        certificate: 'private-ecdsa',
        timers: 'ideal',
        congestion: 'reno',
        nagle: 'on',
        fastOpenFault: 'stale',
        timeout: '5s',
        seed: "it's",
      }),
      "npx xmpp-rtt compare --rtt '300 ms' --loss 2% --outage 3s@1s --outage 1s@9s -s sasl2-direct+tfo -n 5 --server ideal --timers ideal --congestion reno --nagle on --tfo-fault stale --timeout 5s --seed 'it'\\''s'",
    )
    assert.match(command({ hz: 100 }), / --hz 100 /)
  })

  it('names several servers', () => {
    assert.equal(
      command({ profiles: ['ideal'], strategies: ['sasl2-direct'], servers: ['prosody', 'ideal'] }),
      'npx xmpp-rtt compare -p ideal -s sasl2-direct -n 1000 --server prosody ideal --seed 1',
    )
  })
})
