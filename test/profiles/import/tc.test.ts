/** Rates that a script of tc sets beside netem. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { complaintOf, type Imported, imported, text, unusedIn } from './samples.ts'

const script = (...lines: readonly string[]) => text(lines.join('\n'), 'link.sh', { way: 'up' })
const profile = (...lines: readonly string[]): Imported => imported([script(...lines)])

const NETEM = 'tc qdisc add dev eth0 root handle 1: netem delay 100ms'
const TBF = 'tc qdisc add dev eth0 parent 1:1 handle 2: tbf rate 1mbit burst 32kbit latency 400ms'
/** What is sent in 400 ms at 1 Mbit/s, and a burst of 32 · 1024 bits. */
const TBF_STAGE = {
  kind: 'rate',
  rate: '1Mbps',
  queue: `${(1e6 / 8) * 0.4 + (32 * 1024) / 8}B`,
}
const DELAY = { kind: 'delay', delay: '100ms' }

describe('tbf below netem', () => {
  const unused = [['tbf', 'burst 32kbit']]

  for (const [how, lines] of [
    ['on lines of their own', [NETEM, TBF]],
    ['joined by &&', [`${NETEM} && ${TBF}`]],
    ['joined by ;', [`${NETEM}; ${TBF}`]],
    ['after a deletion', ['sudo tc qdisc del dev eth0 root netem || true', NETEM, TBF]],
    [
      'as they are shown',
      [
        'qdisc noqueue 0: dev lo root refcnt 2',
        'qdisc netem 1: dev eth0 root refcnt 2 limit 1000 delay 100ms',
        'qdisc tbf 2: dev eth0 parent 1: rate 1Mbit burst 32Kbit lat 400ms',
      ],
    ],
  ] as const) {
    it(`is the rate, with its queue: ${how}`, () => {
      const { link, ...rest } = profile(...lines)
      assert.deepEqual(link.up, [DELAY, TBF_STAGE])
      const asWritten = unusedIn({ link, ...rest }).map((one) => String(one).toLowerCase())
      assert.deepEqual(asWritten, unused.map(String))
    })
  }

  it('has its limit as its queue', () => {
    const { link } = profile(NETEM, TBF.replace('latency 400ms', 'limit 3k'))
    assert.deepEqual(link.up, [DELAY, { ...TBF_STAGE, queue: `${3 * 1024}B` }])
  })

  it('is as a later line sets it', () => {
    const { link } = profile(NETEM, TBF, TBF.replace('add', 'change').replace('1mbit', '2mbit'))
    const queue = `${(2e6 / 8) * 0.4 + 4096}B`
    assert.deepEqual(link.up, [DELAY, { kind: 'rate', rate: '2Mbps', queue }])
  })

  it('stands behind a rate of netem', () => {
    const { link } = profile(`${NETEM} rate 3mbit limit 70`, TBF)
    assert.deepEqual(link.up, [
      DELAY,
      { kind: 'rate', rate: '3Mbps', queue: '70packets' },
      TBF_STAGE,
    ])
  })

  it('is refused in one line without a rate that can be read', () => {
    const line = TBF.replace('1mbit', '$RATE')
    assert.equal(
      complaintOf([script(NETEM, line)]),
      `link.sh: found ${line}, expected its rate and queue, as in "tbf rate 1mbit burst 4kb latency 400ms" or "htb rate 1mbit"`,
    )
  })
})

describe('what a shell keeps to itself of a line', () => {
  for (const redirection of [
    '2>/dev/null',
    '2> /dev/null',
    '>/dev/null 2>&1',
    '>> tc.log',
    '> "tc of today.log"',
    '&>tc.log',
    '</dev/null',
    '| tee tc.log',
    '2>&1 | tee tc.log',
    '|| exit 1',
    '&',
  ]) {
    it(`is no value of netem: ${redirection}`, () => {
      for (const values of ['delay 100ms', 'delay 100ms 20ms', 'loss 1%', 'rate 1mbit']) {
        const line = `tc qdisc add dev eth0 root netem ${values}`
        const made = profile('set -e', `${line} ${redirection}`)
        assert.deepEqual(made.link, profile(line).link)
        assert.deepEqual(unusedIn(made), [])
      }
    })
  }

  it('ends no value, and begins none', () => {
    const made = profile(
      '2>/dev/null tc qdisc add dev eth0 root netem delay 100ms>/dev/null loss 1%',
    )
    assert.deepEqual(made.link.up, [{ kind: 'loss', probability: '1%' }, DELAY])
  })
})

describe('what is above netem', () => {
  it('is the rate, and the limit of netem its queue: tbf', () => {
    const made = profile(
      'tc qdisc add dev eth0 root handle 1:0 tbf rate 256kbit buffer 1600 limit 3000',
      'tc qdisc add dev eth0 parent 1:1 handle 10: netem delay 100ms limit 70',
    )
    assert.deepEqual(made.link.up, [DELAY, { kind: 'rate', rate: '256kbps', queue: '70packets' }])
    assert.deepEqual(unusedIn(made), [
      ['queue of tbf', 'limit 3000'],
      ['tbf', 'buffer 1600'],
    ])
  })

  const root = 'tc qdisc add dev eth0 root handle 1: htb default 10'
  const leaf = 'tc qdisc add dev eth0 parent 1:10 handle 10: netem delay 100ms loss 1%'
  const rateWithin = (...classes: readonly string[]): unknown =>
    profile(root, ...classes.map((one) => `tc class add dev eth0 parent ${one}`), leaf).link.up[2]
  const rate = (bps: string) => ({ kind: 'rate', rate: bps, queue: '1000packets' })

  it('is the rate: htb', () => {
    assert.deepEqual(rateWithin('1: classid 1:10 htb rate 2mbit'), rate('2Mbps'))
  })

  it('lends as much as it has, and no class takes more than its ceiling', () => {
    const inner = '1:1 classid 1:10 htb rate 1mbit ceil 5mbit'
    assert.deepEqual(rateWithin('1: classid 1:1 htb rate 3mbit', inner), rate('3Mbps'))
    assert.deepEqual(rateWithin('1: classid 1:1 htb rate 9mbit', inner), rate('5Mbps'))
    assert.deepEqual(rateWithin('1: classid 1:10 htb rate 1mbit ceil 5mbit'), rate('1Mbps'))
  })

  it('may stand in a circle', () => {
    const circle = ['1:10 classid 1:1 htb rate 3mbit', '1:1 classid 1:10 htb rate 1mbit']
    assert.deepEqual(rateWithin(...circle), rate('1Mbps'))
  })
})

it('htb below netem is the rate of the class that packets go to', () => {
  const { link } = profile(
    NETEM,
    'tc qdisc add dev eth0 parent 1:1 handle 10: htb default 0x2',
    'tc class add dev eth0 parent 10: classid 10:1 htb rate 9mbit',
    'tc class add dev eth0 parent 10: classid 10:2 htb rate 700kbit',
  )
  assert.deepEqual(link.up, [DELAY, { kind: 'rate', rate: '700kbps', queue: '1000packets' }])
})

it('what else a script of tc sets is named', () => {
  const others = [
    ['tc qdisc tbf', 'tc qdisc add dev eth1 root tbf rate 9mbit burst 4k limit 3000'],
    ['tc filter', 'tc filter add dev eth0 parent 1: protocol ip u32 match u32 0 0 flowid 1:10'],
    ['tc qdisc ingress', 'tc qdisc add dev eth0 ingress'],
  ] as const
  const made = profile(NETEM, ...others.map(([, line]) => line))
  assert.deepEqual(made.link.up, [DELAY])
  assert.deepEqual(unusedIn(made), others)
})

it('a script of tc has so many commands at most', () => {
  const lines = Array.from({ length: 256 }, (_, at) => `tc qdisc add dev eth${at} root pfifo`)
  assert.equal(
    complaintOf([script(NETEM, ...lines)]),
    'link.sh: found 257 commands of tc, expected at most 256',
  )
})
