/** What settings of other emulators come to: netem, ATC, WebPageTest. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { accepted } from '../../../src/json/input-error.ts'
import { importProfile } from '../../../src/profiles/import/import-profile.ts'
import { complaintOf, imported, NOTHING_SAID, sampleOf, text, unusedIn } from './samples.ts'

const netem = (written: string) => text(written, 'netem', { as: 'netem', way: 'up' })
const up = (written: string): readonly object[] => imported([netem(written)]).link.up

describe('netem', () => {
  it('is read as its manual has it', () => {
    assert.deepEqual(imported([sampleOf('netem.txt')]).link.up, [
      { kind: 'burst-loss', p: '1%', r: '10%', lossBad: '100%', lossGood: '0%' },
      {
        kind: 'jitter',
        delay: '100ms',
        distribution: { kind: 'normal', deviation: '20ms' },
        reordering: false,
      },
      { kind: 'rate', rate: '1Mbps', queue: '1000packets' },
    ])
  })

  it('is read as tc shows it, and what the link cannot do is named', () => {
    const profile = imported([sampleOf('netem-show.txt')])
    assert.deepEqual(profile.link.down, [
      { kind: 'loss', probability: '0.3%' },
      { kind: 'duplication', probability: '1%' },
      { kind: 'loss', probability: '0.1%' },
      {
        kind: 'jitter',
        delay: '100ms',
        distribution: { kind: 'uniform', spread: '20ms' },
        reordering: false,
      },
      { kind: 'rate', rate: '1.5Mbps', queue: '50packets' },
    ])
    assert.deepEqual(unusedIn(profile), [
      ['correlation of loss', '25%'],
      ['correlation of delay', '25%'],
      ['reorder', 'reorder 25% 50%'],
      ['overhead of rate', 'packetoverhead 14 cellsize 0 celloverhead 0'],
    ])
  })

  it('is read in a script; reordering holds back what netem does not let go', () => {
    const profile = imported([sampleOf('netem-script.sh')])
    assert.deepEqual(profile.link.up, [
      // p13 and p31; what is lost by itself (p14) is the loss of the good state.
      { kind: 'burst-loss', p: '1%', r: '30%', lossBad: '100%', lossGood: '0.1%' },
      // Four go, then a quarter of the following: one in 4 + 4 jumps, 87.5 % do not.
      { kind: 'reordering', probability: '87.5%', delay: '10ms' },
    ])
    assert.deepEqual(unusedIn(profile), [
      ['good packets within a burst of loss (p32, p23)', '2% 80%'],
    ])
  })

  it('takes the defaults of tc', () => {
    // Of gemodel, r is 1 − p (tc-netem(8)).
    assert.deepEqual(up('loss gemodel 5%'), [
      { kind: 'burst-loss', p: '5%', r: '95%', lossBad: '100%', lossGood: '0%' },
    ])
    assert.deepEqual(up('loss state 20%'), [
      { kind: 'burst-loss', p: '20%', r: '80%', lossBad: '100%', lossGood: '0%' },
    ])
    assert.deepEqual(up('drop random 2.5'), [{ kind: 'loss', probability: '2.5%' }])
  })

  it('takes the units of tc: microseconds and bits without one, bps is octets', () => {
    assert.deepEqual(up('latency 1500'), [{ kind: 'delay', delay: '1.5ms' }])
    assert.deepEqual(up('delay 2s'), [{ kind: 'delay', delay: '2s' }])
    const rates = ['8000', '1kbps', '1KiBps', '1Mibit'].map((rate) => up(`rate ${rate}`)[0])
    assert.deepEqual(
      rates,
      ['8kbps', '8kbps', '8.192kbps', '1.048576Mbps'].map((rate) => ({
        kind: 'rate',
        rate,
        queue: '1000packets',
      })),
    )
  })

  it('says what a delay without a unit is taken for', () => {
    const isSaid = (written: string): boolean =>
      accepted(importProfile([netem(written)], NOTHING_SAID)).remarks.some((line) =>
        line.startsWith('A delay without a unit is taken for microseconds'),
      )
    const bare = ['delay 100', 'delay 10ms 5', 'delay 100 reorder 25%']
    assert.deepEqual(bare.map(isSaid), [true, true, true])
    assert.deepEqual(['delay 100us', 'delay 0', 'delay 0 5ms'].map(isSaid), [false, false, false])
  })

  it('takes each limit that tc does, and as much of it as a queue may hold', () => {
    const most = 2 ** 32 - 1
    const without = imported([netem(`delay 100ms limit ${most}`)])
    assert.deepEqual(without.link.up, [{ kind: 'delay', delay: '100ms' }])
    assert.deepEqual(unusedIn(without), [['limit', most]])
    const queued = (limit: number) => [{ kind: 'rate', rate: '1Mbps', queue: `${limit}packets` }]
    assert.deepEqual(up('rate 1mbit limit 1000000'), queued(1e6))
    assert.deepEqual(up(`rate 1mbit limit ${most}`), queued(1e6))
    const { remarks } = accepted(importProfile([netem(`rate 1mbit limit ${most}`)], NOTHING_SAID))
    assert.ok(remarks.includes(`A queue holds 1000000 packets at most: not ${most}.`))
  })

  it('has jitter overtake unless there is a rate', () => {
    const [stage] = up('delay 10ms 5ms')
    assert.deepEqual(stage, {
      kind: 'jitter',
      delay: '10ms',
      distribution: { kind: 'uniform', spread: '5ms' },
      reordering: true,
    })
  })

  it('has as much Pareto as its own table', () => {
    const [stage] = up('delay 10ms 5ms distribution pareto') as readonly { distribution: object }[]
    assert.deepEqual(stage?.distribution, { kind: 'pareto', deviation: '4.1ms' })
  })

  it('has slots whose distribution is their own, and names them', () => {
    const slots = 'slot distribution normal 10ms 1ms'
    const shaped = (written: string) => {
      const profile = imported([netem(`${written} ${slots}`)])
      assert.deepEqual(unusedIn(profile), [['slot', 'distribution normal 10ms 1ms']])
      return profile.link.up
    }
    assert.deepEqual(shaped('delay 10ms'), up('delay 10ms'))
    assert.deepEqual(shaped('delay 100ms 20ms'), up('delay 100ms 20ms'))
    const pareto = 'delay 100ms 20ms distribution pareto'
    assert.deepEqual(shaped(pareto), up(pareto))
    // Behind slots of another form it is the delay's.
    const behind = imported([netem('delay 100ms 20ms slot 5ms 10ms distribution pareto')])
    assert.deepEqual(behind.link.up, up(pareto))
    assert.deepEqual(unusedIn(behind), [['slot', '5ms 10ms']])
  })

  it('draws from a table that is beside it', () => {
    const { link } = imported([
      sampleOf('uneven.dist'),
      netem('delay 90ms 10ms distribution uneven'),
    ])
    const [stage] = link.up as readonly { distribution: { table: Record<string, string> } }[]
    const { table } = stage?.distribution ?? assert.fail()
    // 129 values, even: from −64 to +64 in 37.24ths of a deviation, ±17.1858 ms; in 8192ths of it.
    const ms = (steps: number) => (Math.round((8192 * steps) / 37.24) / 8192) * 10
    assert.deepEqual(
      [table['min'], table['p50'], table['max']],
      [`${ms(-64).toFixed(6)}ms`, '0ms', `${ms(64).toFixed(6)}ms`],
    )
    assert.equal(Object.keys(table).length, 2 + 3 + 99 + 3)
  })

  const NOT_SHOWN = 'tc does not show which distribution a jitter has: it is taken for uniform.'
  const remarksOf = (written: string): readonly string[] =>
    accepted(importProfile([netem(written)], NOTHING_SAID)).remarks

  it('says that tc shows no distribution', () => {
    const shown = 'qdisc netem 8001: dev lo root refcnt 2 limit 1000 delay 100ms  20ms'
    assert.ok(remarksOf(shown).includes(NOT_SHOWN))
    const others = [
      shown.replace('  20ms', ''),
      'tc qdisc add dev lo root netem delay 100ms 20ms',
      'delay 100ms 20ms',
      `${shown} distribution normal`,
    ]
    for (const written of others) assert.ok(!remarksOf(written).includes(NOT_SHOWN), written)
  })

  type Table = Readonly<Record<string, string>>
  const tableOf = (written: string): Table => {
    const [stage] = up(written) as readonly { distribution: { table: Table } }[]
    return stage?.distribution.table ?? assert.fail()
  }

  it('lets a share go at once, of those that have a jitter too', () => {
    assert.deepEqual(up('delay 100ms 10ms reorder 25%'), [
      {
        kind: 'jitter',
        delay: '100ms',
        distribution: {
          kind: 'table',
          table: { min: '-100ms', p25: '-100ms', 'p25.001': '-10ms', max: '10ms' },
        },
        reordering: true,
      },
    ])
    assert.ok(
      remarksOf('delay 100ms 10ms reorder 25%').includes(
        '25% of packets go at once, without delay or jitter.',
      ),
    )
    assert.deepEqual(unusedIn(imported([netem('delay 100ms 10ms reorder 25% 50%')])), [
      ['correlation of reorder', '50%'],
    ])
    assert.deepEqual(up('delay 100ms 10ms reorder 100%'), [])
    const plain = { kind: 'uniform', spread: '10ms' }
    const [stage] = up('delay 100ms 10ms reorder 0%') as readonly { distribution: object }[]
    assert.deepEqual(stage?.distribution, plain)
  })

  it('draws those that go at once as often as it is told, and the others as they are without', () => {
    // One in 4 + 2: a gap of 5 and a half; of a normal distribution half are below its mean.
    const normal = tableOf('delay 100ms 10ms distribution normal reorder 50% gap 5')
    assert.equal(normal['p16.667'], '-100ms')
    assert.equal(normal['p58.334'], '0ms')
    const clamped = tableOf('delay 5ms 10ms reorder 20%')
    // A quarter of what is uniform from −5 to 15 ms is below zero, the middle is 5 ms.
    assert.deepEqual(
      [clamped['min'], clamped['p20'], clamped['p40.001'], clamped['p60.001'], clamped['max']],
      ['-5ms', '-5ms', '-5ms', '0ms', '10ms'],
    )
  })

  it('takes a gap of none without a share to reorder, as tc does', () => {
    assert.deepEqual(up('delay 10ms gap 0'), [{ kind: 'delay', delay: '10ms' }])
  })

  it('names the overhead of a rate as it is written', () => {
    assert.deepEqual(unusedIn(imported([netem('rate 1mbit -14 0x30 5')])), [
      ['overhead of rate', '-14 0x30 5'],
    ])
  })

  it('says what a rate keeps from going at once', () => {
    const written = 'delay 100ms 10ms reorder 25% rate 1mbit'
    assert.deepEqual(unusedIn(imported([netem(written)])), [['reorder', 'reorder 25%']])
    assert.match(
      remarksOf(written).join('\n'),
      /^not in the link: reorder .*25% would go at once, without any delay\.$/m,
    )
  })

  const wrong: readonly (readonly [string, string])[] = [
    ['delay 9ms 1ms reorder x', 'found reorder x, expected as in "reorder 25% 50%"'],
    ['delay 9ms reorder 5% x', 'found reorder 5% x, expected as in "reorder 25% 50%"'],
    ['delay 9ms gap 5', 'found gap 5, expected as in "reorder 25% gap 5"'],
    ['delay 9ms 1ms gap 5', 'found gap 5, expected as in "reorder 25% gap 5"'],
    ['delay 9ms reorder 0% gap 5', 'found reorder 0% gap 5, expected as in "reorder 25% gap 5"'],
    ['delay 9ms 1ms x', 'found delay 9ms 1ms x, expected as in "delay 100ms 20ms 25%"'],
    ['loss 1% x', 'found loss 1% x, expected as in "loss 1%"'],
    ['duplicate 1% x', 'found duplicate 1% x, expected as in "duplicate 1%"'],
    ['corrupt 1% 101%', 'found corrupt 1% 101%, expected as in "corrupt 1%"'],
    ['rate 1mbit x', 'found rate 1mbit x, expected as in "rate 1mbit"'],
    ['rate 1mbit 1 2 3 4', 'found rate 1mbit 1 2 3 4, expected as in "rate 1mbit"'],
    ['delay', 'found delay, expected as in "delay 100ms 20ms 25%"'],
    ['delay ten', 'found delay ten, expected as in "delay 100ms 20ms 25%"'],
    ['loss 120%', 'found loss 120%, expected as in "loss 1%"'],
    ['loss gemodel', 'found loss gemodel, expected as in "loss gemodel 1% 10% 100% 0%"'],
    ['loss state 0% 0%', 'found loss state 0% 0%, expected p13 or p31 above 0%'],
    ['rate 0', 'found rate 0, expected as in "rate 1mbit"'],
    ...['none', '0', `${2 ** 32}`].map((limit): readonly [string, string] => [
      `limit ${limit}`,
      `found limit ${limit}, expected a number of packets from 1 to ${2 ** 32 - 1}`,
    ]),
    ['reorder 25%', 'found "reorder" without "delay", expected both'],
    [
      'delay 1ms distribution normal',
      'found "distribution" without jitter, expected both, as in "delay 100ms 20ms"',
    ],
    ['delay 1ms delay 2ms', 'found "delay" twice, expected each once'],
    [
      'delay 1ms 1ms distribution paretonormal',
      'found distribution paretonormal, expected uniform, normal, pareto, or the table beside it (/usr/lib/tc/paretonormal.dist)',
    ],
    [
      'quickly',
      'found quickly, expected one of limit, delay, distribution, loss, corrupt, duplicate, reorder, gap, rate, slot, ecn, seed',
    ],
  ]
  for (const [written, line] of wrong) {
    it(`refuses in one line: ${written}`, () => {
      assert.equal(complaintOf([netem(written)]), `netem: ${line}`)
    })
  }

  it('refuses a table that nothing names', () => {
    assert.match(
      complaintOf([sampleOf('uneven.dist')]),
      /^uneven\.dist: found a distribution alone/,
    )
    assert.match(
      complaintOf([text('1 x', 'a.dist')]),
      /^a\.dist:1:1: found x, expected whole numbers/,
    )
  })
})

describe('ATC', () => {
  it('is what it sets netem and its rate to', () => {
    const profile = imported([sampleOf('atc.json')])
    assert.equal(profile.title, 'Edge - Lossy')
    assert.deepEqual(profile.link, {
      up: [
        { kind: 'loss', probability: '1%' },
        { kind: 'delay', delay: '440ms' },
        { kind: 'rate', rate: '200kbps' },
      ],
      down: [
        { kind: 'loss', probability: '1%' },
        { kind: 'loss', probability: '0.5%' },
        { kind: 'jitter', delay: '400ms', distribution: { kind: 'uniform', spread: '50ms' } },
        { kind: 'rate', rate: '240kbps' },
      ],
    })
    assert.deepEqual(unusedIn(profile), [
      ['correlation of delay down', '25%'],
      ['reorder down', '3% gap 5'],
      ['iptables_options down', '-p tcp --dport 443'],
    ])
  })

  it('may be two ways without a name', () => {
    const { shaping } = JSON.parse(sampleOf('atc.json').text) as { shaping: object }
    const bare = imported([text(JSON.stringify(shaping))])
    assert.deepEqual(bare.link, imported([sampleOf('atc.json')]).link)
    assert.equal(bare.title, 'ATC')
  })

  it('says where it is wrong', () => {
    const wrong = sampleOf('atc.json').text.replace('"rate": 240', '"rate": -240')
    assert.match(
      complaintOf([text(wrong)]),
      /^a\.txt:8:15: shaping\.down\.rate: found -240, expected/,
    )
    const words = sampleOf('atc.json').text.replace('"rate": 240', '"rate": "abc"')
    assert.equal(
      complaintOf([text(words)]),
      'a.txt:8:15: shaping.down.rate: found "abc", expected a number that is not negative, as in 240',
    )
    assert.match(
      complaintOf([text('{}', 'a', { as: 'atc' })]),
      /^a:1:1: found .*expected "up" and "down"/,
    )
  })
})

describe('WebPageTest', () => {
  it('is the section that was picked, by its name or its label', () => {
    const profile = imported([sampleOf('connectivity.ini')], { pick: '3G' })
    assert.deepEqual(profile.link, {
      up: [
        { kind: 'loss', probability: '2%' },
        { kind: 'delay', delay: '150ms' },
        { kind: 'rate', rate: '768kbps' },
      ],
      // 301 ms: the odd one is of the way down.
      down: [
        { kind: 'loss', probability: '2%' },
        { kind: 'delay', delay: '151ms' },
        { kind: 'rate', rate: '1.6Mbps' },
      ],
    })
    assert.deepEqual(unusedIn(profile), [['timeout', '120']])
    const pick = 'Native Connection (No Traffic Shaping)'
    assert.deepEqual(imported([sampleOf('connectivity.ini')], { pick }).link, { up: [], down: [] })
  })

  it('wants to be told which', () => {
    const sample = sampleOf('connectivity.ini')
    const expected = 'expected --pick with one of 3G, Native'
    assert.equal(complaintOf([sample]), `connectivity.ini: found 2 connections, ${expected}`)
    assert.equal(
      complaintOf([sample], { pick: '4G' }),
      `connectivity.ini: found none that is called 4G, ${expected}`,
    )
    const wrong = text('[a]\nbwIn=1\nplr=much\n')
    assert.equal(
      complaintOf([wrong]),
      'a.txt:3:1: found plr=much, expected a number from 0 to 99.999',
    )
  })
})
