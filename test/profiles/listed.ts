/** Every kind of impairment as a profile writes it, and as the link takes it. */
import type { ListedImpairment } from '../../src/profiles/listed-impairments.ts'
import { parseProfile, type ReadTrace } from '../../src/profiles/load.ts'
import type { ListedProfile } from '../../src/profiles/schema.ts'
import { type BitRate, type Bytes, type Duration, milliseconds, seconds } from '../../src/units.ts'

type ImpairmentOf<Kind extends ListedImpairment['kind']> = Extract<ListedImpairment, { kind: Kind }>

export interface Pair<Resolved extends ListedImpairment = ListedImpairment> {
  readonly written: object
  readonly resolved: Resolved
}

const unlimited = { kind: 'unlimited' } as const
const ms = milliseconds

/** The type insists on each kind. */
const PAIRS: { readonly [Kind in ListedImpairment['kind']]: readonly Pair<ImpairmentOf<Kind>>[] } =
  {
    delay: [{ written: { delay: '50ms' }, resolved: { kind: 'delay', delay: ms(50) } }],
    jitter: [
      {
        written: {
          delay: '50ms',
          distribution: { kind: 'uniform', spread: '10ms' },
          reordering: true,
        },
        resolved: {
          kind: 'jitter',
          delay: ms(50),
          distribution: { kind: 'uniform', spread: ms(10) },
          reordering: true,
        },
      },
      {
        written: {
          delay: '50ms',
          distribution: { kind: 'normal', deviation: '2ms' },
          reordering: false,
        },
        resolved: {
          kind: 'jitter',
          delay: ms(50),
          distribution: { kind: 'normal', deviation: ms(2) },
          reordering: false,
        },
      },
      {
        // Without a word about it, packets do not overtake.
        written: { delay: '50ms', distribution: { kind: 'pareto', deviation: '10ms' } },
        resolved: {
          kind: 'jitter',
          delay: ms(50),
          distribution: { kind: 'pareto', deviation: ms(10) },
          reordering: false,
        },
      },
      {
        written: {
          delay: '1ms',
          distribution: { kind: 'table', table: { min: '-3ms', p50: '0ms', 'p99.9': '90us' } },
        },
        resolved: {
          kind: 'jitter',
          delay: ms(1),
          distribution: {
            kind: 'table',
            table: {
              points: [
                { quantile: 0, value: ms(-3) },
                { quantile: 0.5, value: ms(0) },
                { quantile: 0.999, value: 90_000 as Duration },
              ],
            },
          },
          reordering: false,
        },
      },
    ],
    loss: [{ written: { probability: '2%' }, resolved: { kind: 'loss', probability: 0.02 } }],
    'burst-loss': [
      {
        written: { p: '1%', r: '25%', lossBad: '80%', lossGood: '0%' },
        resolved: { kind: 'burst-loss', p: 0.01, r: 0.25, lossBad: 0.8, lossGood: 0 },
      },
    ],
    'drop-list': [
      { written: { indices: [0, 7, 8] }, resolved: { kind: 'drop-list', indices: [0, 7, 8] } },
    ],
    rate: [
      {
        written: { rate: '1Mbps', queue: '64kB' },
        resolved: rateOf({ kind: 'bytes', limit: 64_000 as Bytes }),
      },
      {
        written: { rate: '1Mbps', queue: '300ms' },
        resolved: rateOf({ kind: 'time', limit: ms(300) }),
      },
      {
        written: { rate: '1Mbps', queue: '25packets' },
        resolved: rateOf({ kind: 'packets', limit: 25 }),
      },
      { written: { rate: '1Mbps' }, resolved: rateOf(unlimited) },
    ],
    trace: [
      {
        written: { opportunitiesMs: [0, 3, 3, 90], queue: '5packets' },
        resolved: {
          kind: 'trace',
          opportunitiesMs: [0, 3, 3, 90],
          queue: { kind: 'packets', limit: 5 },
        },
      },
      {
        written: { opportunitiesMs: [3, 90], from: '40ms' },
        resolved: { kind: 'trace', opportunitiesMs: [3, 90], from: ms(40), queue: unlimited },
      },
      {
        written: { opportunitiesMs: [3, 90], octets: '1504B', from: '40ms' },
        resolved: {
          kind: 'trace',
          opportunitiesMs: [3, 90],
          octets: 1504 as Bytes,
          from: ms(40),
          queue: unlimited,
        },
      },
      {
        written: { file: 'lte.up' },
        resolved: { kind: 'trace', opportunitiesMs: [1, 5, 5], queue: unlimited },
      },
    ],
    'rate-trace': [
      {
        written: { endsMs: [1000, 3000], bitsPerSecond: [0, 1_000_000], queue: '5packets' },
        resolved: {
          kind: 'rate-trace',
          endsMs: [1000, 3000],
          bitsPerSecond: [0, 1_000_000],
          queue: { kind: 'packets', limit: 5 },
        },
      },
      {
        written: { endsMs: [1000], bitsPerSecond: [700_000], from: '40ms' },
        resolved: {
          kind: 'rate-trace',
          endsMs: [1000],
          bitsPerSecond: [700_000],
          from: ms(40),
          queue: unlimited,
        },
      },
    ],
    'delay-trace': [
      {
        written: { endsMs: [1000, 3000], delaysUs: [20_000, 31_500] },
        resolved: { kind: 'delay-trace', endsMs: [1000, 3000], delaysUs: [20_000, 31_500] },
      },
    ],
    poisson: [
      {
        written: { rate: '1Mbps', queue: '5packets' },
        resolved: {
          kind: 'poisson',
          rate: 1_000_000 as BitRate,
          queue: { kind: 'packets', limit: 5 },
        },
      },
    ],
    mtu: [{ written: { mtu: '1400B' }, resolved: { kind: 'mtu', mtu: 1400 as Bytes } }],
    duplication: [
      { written: { probability: '1%' }, resolved: { kind: 'duplication', probability: 0.01 } },
    ],
    reordering: [
      {
        written: { probability: '1%', delay: '5ms' },
        resolved: { kind: 'reordering', probability: 0.01, delay: ms(5) },
      },
    ],
    outage: [
      {
        written: { start: '1s', duration: '3s' },
        resolved: { kind: 'outage', start: seconds(1), duration: seconds(3) },
      },
      {
        written: { start: '1s', duration: '3s', period: '30s' },
        resolved: { kind: 'outage', start: seconds(1), duration: seconds(3), period: seconds(30) },
      },
      {
        written: { duration: '3s', period: '30s' },
        resolved: { kind: 'outage', duration: seconds(3), period: seconds(30) },
      },
    ],
    hold: [
      {
        written: { start: '0ms', duration: '60ms' },
        resolved: { kind: 'hold', start: ms(0), duration: ms(60) },
      },
      {
        written: { start: '0ms', duration: '60ms', period: '15s' },
        resolved: { kind: 'hold', start: ms(0), duration: ms(60), period: seconds(15) },
      },
    ],
    radio: [
      {
        written: {
          promotion: '300ms',
          idleAfter: '10s',
          sleep: { after: '1s', wake: '40ms' },
          initially: 'idle',
        },
        resolved: {
          kind: 'radio',
          promotion: ms(300),
          idleAfter: seconds(10),
          sleep: { after: seconds(1), wake: ms(40) },
          initially: 'idle',
        },
      },
    ],
  }

function rateOf(queue: ImpairmentOf<'rate'>['queue']): ImpairmentOf<'rate'> {
  return { kind: 'rate', rate: 1_000_000 as BitRate, queue }
}

/** Every pair of every kind, the kind written in. */
export const allPairs: readonly Pair[] = Object.values(PAIRS)
  .flat()
  .map(({ written, resolved }) => ({ written: { kind: resolved.kind, ...written }, resolved }))

/** Stands for the file system: there is one trace. */
export const readTrace: ReadTrace = (file) => ({
  ok: true,
  value: { path: `folder/${file}`, text: '1\n5\n5\n' },
})

export const profileText = (link: object, more: object = {}): string =>
  JSON.stringify({
    format: 'xmpp-rtt/profile@1',
    name: 'mine',
    title: 'Mine',
    ...more,
    link,
  })

export function listedProfile(link: object, more: object = {}): ListedProfile<ListedImpairment> {
  const parsed = parseProfile(profileText(link, more), 'mine.json', readTrace)
  if (!parsed.ok) throw new Error(parsed.error.message)
  if (parsed.value.kind !== 'listed') throw new Error('made of figures')
  return parsed.value
}
