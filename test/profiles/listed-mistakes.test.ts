import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ListedImpairment } from '../../src/profiles/listed-impairments.ts'
import { parseProfile, parseShippedProfile } from '../../src/profiles/load.ts'
import { allPairs, profileText, readTrace } from './listed.ts'

/** The one line about a profile whose uplink is this impairment; the column is left out. */
const lineAbout = (stage: object, more: object = {}): string =>
  lineOf(profileText({ up: [stage], down: [] }, more))

const lineOf = (text: string): string => {
  const parsed = parseProfile(text, 'my.json', readTrace)
  return parsed.ok ? 'accepted' : parsed.error.message.replace(/^my\.json:1:\d+: /, '')
}

const DURATION = 'a duration with its unit (ns, us, ms or s; at most a day), as in "300ms"'
const SHARE = 'a share from 0% to 100%, as in "2%"'
const BURST = { kind: 'burst-loss', p: '1%', r: '25%', lossBad: '80%', lossGood: '0%' }
const RADIO = { kind: 'radio', promotion: '1s', idleAfter: '5s', initially: 'idle' }
const jitter = (distribution: object): object => ({ kind: 'jitter', delay: '1ms', distribution })

describe('an impairment with a mistake', () => {
  it('is accepted without one', () => {
    for (const { written } of allPairs) assert.equal(lineAbout(written), 'accepted')
  })

  it('is told which kinds there are, or the nearest: of an unknown kind', () => {
    assert.match(
      lineAbout({ kind: 'lose', probability: '2%' }),
      /^link\.up\[0\]\.kind: found "lose", expected .+ \(did you mean "loss"\?\)$/,
    )
  })

  it('is told which kinds there are, 16 at most: of no kind', () => {
    const kinds = new Set(allPairs.map(({ resolved }) => resolved.kind))
    const [found, expected = ''] = lineAbout({ probability: '2%' }).split(', expected ')
    assert.equal(found, 'link.up[0].kind: found nothing')
    const named = [...expected.matchAll(/"([^"]+)"/g)].map(([, kind]) => kind)
    assert.equal(new Set(named).size, Math.min(kinds.size, 16))
    for (const kind of named) assert.ok(kinds.has(kind as ListedImpairment['kind']), kind)
  })

  const cases: readonly [string, object, string][] = [
    ['that is a list', [], 'link.up[0]: found [], expected an object'],
    [
      'with a field mistyped',
      { kind: 'loss', probability: '2%', probabilty: '2%' },
      'link.up[0].probabilty: found an unknown field, expected "kind" or "probability" (did you mean "probability"?)',
    ],
    [
      'with a field of another kind',
      { kind: 'loss', probability: '2%', delay: '1ms' },
      'link.up[0].delay: found an unknown field, expected "kind" or "probability"',
    ],
    ['without a field', { kind: 'delay' }, `link.up[0].delay: found nothing, expected ${DURATION}`],
    [
      'with a number without its unit',
      { kind: 'delay', delay: 50 },
      `link.up[0].delay: found 50, expected ${DURATION}`,
    ],
    [
      'delay below zero',
      { kind: 'delay', delay: '-50ms' },
      `link.up[0].delay: found "-50ms", expected ${DURATION}`,
    ],
    [
      'jitter of an unknown distribution',
      jitter({ kind: 'parto', deviation: '1ms' }),
      'link.up[0].distribution.kind: found "parto", expected "uniform", "normal", "pareto" or "table" (did you mean "pareto"?)',
    ],
    [
      'jitter with the field of another distribution',
      jitter({ kind: 'uniform', spread: '1ms', deviation: '1ms' }),
      'link.up[0].distribution.deviation: found an unknown field, expected "kind" or "spread"',
    ],
    [
      'jitter with a negative deviation',
      jitter({ kind: 'normal', deviation: '-1ms' }),
      `link.up[0].distribution.deviation: found "-1ms", expected ${DURATION}`,
    ],
    [
      'jitter with a table of one quantile',
      jitter({ kind: 'table', table: { p50: '1ms' } }),
      'link.up[0].distribution.table: found {"p50":"1ms"}, expected at least two quantiles',
    ],
    [
      'jitter with quantiles that fall',
      jitter({ kind: 'table', table: { p5: '-1ms', p50: '-2ms' } }),
      'link.up[0].distribution.table.p50: found "-2ms", expected a value no smaller than that of the quantile before it',
    ],
    [
      'jitter with a quantile of two signs',
      jitter({ kind: 'table', table: { p5: '--1ms', p50: '1ms' } }),
      'link.up[0].distribution.table.p5: found "--1ms", expected a duration with its unit (ns, us, ms or s), with a minus where it shortens, as in "-3ms"',
    ],
    [
      'jitter with a text for yes or no',
      { ...jitter({ kind: 'normal', deviation: '1ms' }), reordering: 'no' },
      'link.up[0].reordering: found "no", expected true or false',
    ],
    [
      'loss above one',
      { kind: 'loss', probability: '101%' },
      `link.up[0].probability: found "101%", expected ${SHARE}`,
    ],
    [
      'burst loss below zero',
      { ...BURST, lossBad: '-1%' },
      `link.up[0].lossBad: found "-1%", expected ${SHARE}`,
    ],
    [
      'burst loss that never moves',
      { ...BURST, p: '0%', r: '0%' },
      'link.up[0].r: found "0%", expected p or r above 0%, or the link never leaves its state',
    ],
    [
      'drop list with a negative index',
      { kind: 'drop-list', indices: [3, -1] },
      'link.up[0].indices[1]: found -1, expected a number of at least 0',
    ],
    [
      'drop list with half a packet',
      { kind: 'drop-list', indices: [1.5] },
      'link.up[0].indices[0]: found 1.5, expected a whole number',
    ],
    [
      'rate of zero',
      { kind: 'rate', rate: '0bps' },
      'link.up[0].rate: found "0bps", expected a rate above zero with its unit (bps, kbps, Mbps or Gbps), as in "1.6Mbps"',
    ],
    [
      'rate with a queue of nothing',
      { kind: 'rate', rate: '1Mbps', queue: '0B' },
      'link.up[0].queue: found "0B", expected a queue limit as a size, a time or a number of packets, as in "64kB", "600ms" or "130packets"',
    ],
    [
      'trace from nowhere',
      { kind: 'trace', queue: '64kB' },
      'link.up[0].file: found nothing, expected the path of a mahimahi trace, or its lines as "opportunitiesMs"',
    ],
    [
      'trace from two places',
      { kind: 'trace', file: 'a', opportunitiesMs: [1] },
      'link.up[0].file: found "a", expected either "file" or "opportunitiesMs", not both',
    ],
    [
      'trace that goes back',
      { kind: 'trace', opportunitiesMs: [1, 7, 6, 5] },
      'link.up[0].opportunitiesMs[2]: found 6, expected a time not before 7 (milliseconds, ascending)',
    ],
    [
      'trace that never delivers',
      { kind: 'trace', opportunitiesMs: [0, 0] },
      'link.up[0].opportunitiesMs: found [0,0], expected at least one time, the last above 0 (milliseconds)',
    ],
    [
      'trace that is empty',
      { kind: 'trace', opportunitiesMs: [] },
      'link.up[0].opportunitiesMs: found [], expected at least one time, the last above 0 (milliseconds)',
    ],
    [
      'recording of steps without an order',
      { kind: 'delay-trace', endsMs: [1, 7, 7], delaysUs: [1, 1, 1] },
      'link.up[0].endsMs[2]: found 7, expected a time after 7 (milliseconds, ascending)',
    ],
    [
      'recording with a value short',
      { kind: 'delay-trace', endsMs: [1, 7], delaysUs: [1] },
      'link.up[0].delaysUs: found [1], expected as many as "endsMs" has (2)',
    ],
    [
      'recording of a rate that is never there',
      { kind: 'rate-trace', endsMs: [1, 7], bitsPerSecond: [0, 0] },
      'link.up[0].bitsPerSecond: found [0,0], expected at least one rate above 0',
    ],
    [
      'MTU that no packet fits',
      { kind: 'mtu', mtu: '20B' },
      'link.up[0].mtu: found "20B", expected a packet size from 68B to 65535B, as in "1440B"',
    ],
    [
      'duplication above one',
      { kind: 'duplication', probability: '200%' },
      `link.up[0].probability: found "200%", expected ${SHARE}`,
    ],
    [
      'reordering by nothing said',
      { kind: 'reordering', probability: '1%' },
      `link.up[0].delay: found nothing, expected ${DURATION}`,
    ],
    [
      'outage as long as its period',
      { kind: 'outage', start: '0s', duration: '3s', period: '3s' },
      'link.up[0].duration: found "3s", expected a duration below the period',
    ],
    [
      'hold without a pause',
      { kind: 'hold', start: '0s', duration: '0s', period: '0s' },
      'link.up[0].period: found "0s", expected a period above 0ms',
    ],
    [
      'radio of its own state',
      { ...RADIO, initially: 'awake' },
      'link.up[0].initially: found "awake", expected "idle", "asleep" or "connected"',
    ],
    [
      'radio that begins in a sleep that it has not',
      { ...RADIO, initially: 'asleep' },
      'link.up[0].initially: found "asleep", expected "idle" or "connected", or a "sleep"',
    ],
    [
      'radio that is idle before it sleeps',
      { ...RADIO, sleep: { after: '10s', wake: '40ms' } },
      'link.up[0].sleep.after: found "10s", expected a silence shorter than "idleAfter"',
    ],
    [
      'outage that begins nobody knows when',
      { kind: 'outage', duration: '1s' },
      'link.up[0].start: found nothing, expected a duration with its unit (ns, us, ms or s; at most a day), as in "300ms", or a "period"',
    ],
  ]
  for (const [what, stage, line] of cases) {
    it(`is told in one line: ${what}`, () => assert.equal(lineAbout(stage), line))
  }
})

describe('a link with a mistake', () => {
  const ME = { status: 'assumed', confidence: 'low', sources: ['ME'] }

  it('has two radios that are one: in another state, asleep at another time', () => {
    const other = (change: object) =>
      lineOf(
        profileText({
          up: [RADIO],
          down: [
            { kind: 'delay', delay: '1ms' },
            { ...RADIO, ...change },
          ],
        }),
      )
    assert.equal(other({ promotion: '2s' }), 'accepted')
    assert.equal(
      other({ idleAfter: '9s' }),
      'link.down[1].idleAfter: found "9s", expected the same as in the first "radio" (a device has one)',
    )
    assert.equal(
      other({ initially: 'connected' }),
      'link.down[1].initially: found "connected", expected the same as in the first "radio" (a device has one)',
    )
  })

  it('lacks a way', () => {
    assert.equal(lineOf(profileText({ up: [] })), 'link.down: found nothing, expected a list')
  })

  it('has figures beside it', () => {
    const rtt = { value: '90ms', ...ME }
    assert.equal(
      lineAbout({ kind: 'delay', delay: '1ms' }, { rtt, sources: { ME: 'me' } }),
      'rtt: found {"value":"90ms","status":"assumed","conf…, expected no figure beside "link", which says everything',
    )
  })

  it('has neither figures nor a list', () => {
    const text = JSON.stringify({ format: 'xmpp-rtt/profile@1', name: 'mine', title: 'Mine' })
    assert.equal(
      lineOf(text),
      'rtt: found nothing, expected an object, or "link" with lists of impairments',
    )
  })

  it('is told with its place', () => {
    const text = profileText({ up: [], down: [{ kind: 'delay' }] }).replaceAll('{', '\n{')
    const parsed = parseProfile(text, 'my.json', readTrace)
    // Line 2 is the profile, 3 the link, 4 the delay.
    assert.ok(!parsed.ok)
    assert.equal(
      parsed.error.message,
      `my.json:4:1: link.down[0].delay: found nothing, expected ${DURATION}`,
    )
  })

  it('is not shipped: shipped profiles have a source for every figure', () => {
    const parsed = parseShippedProfile(profileText({ up: [], down: [] }), 'mine.json', 'mine')
    assert.ok(!parsed.ok)
    assert.equal(
      parsed.error.message,
      'mine.json: link: found impairments, expected figures with their sources',
    )
  })
})
