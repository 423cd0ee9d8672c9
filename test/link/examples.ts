/**
 * Settings of every kind of impairment, for the suites that run over all of them. The type
 * insists on each kind; `drawsPerPacket` and `drawsAtStart` are calls of `Random.unit`.
 */
import type { Impairment, ImpairmentOf } from '../../src/link/impairments.ts'
import { Random } from '../../src/random.ts'
import { bitsPerSecond, bytes, milliseconds, nanoseconds, seconds, ZERO } from '../../src/units.ts'

export interface Example {
  readonly drawsAtStart: number
  readonly drawsPerPacket: number
  readonly settings: readonly Impairment[]
}

interface ExampleOf<Kind extends Impairment['kind']> extends Example {
  readonly settings: readonly ImpairmentOf<Kind>[]
}

const noDraws = { drawsAtStart: 0, drawsPerPacket: 0 }
const oneDraw = { drawsAtStart: 0, drawsPerPacket: 1 }
const unlimited = { kind: 'unlimited' } as const
const opportunitiesMs = [0, 3, 3, 4, 90]

const EXAMPLES: { readonly [Kind in Impairment['kind']]: ExampleOf<Kind> } = {
  delay: {
    ...noDraws,
    settings: [
      { kind: 'delay', delay: milliseconds(50) },
      { kind: 'delay', delay: ZERO },
    ],
  },
  jitter: {
    ...oneDraw,
    settings: [true, false].flatMap((reordering) =>
      (
        [
          { kind: 'uniform', spread: milliseconds(20) },
          { kind: 'normal', deviation: milliseconds(10) },
          { kind: 'pareto', deviation: milliseconds(10) },
          {
            kind: 'table',
            table: {
              points: [
                { quantile: 0.1, value: milliseconds(-3) },
                { quantile: 0.9, value: milliseconds(9) },
              ],
            },
          },
        ] as const
      ).map((distribution) => ({
        kind: 'jitter' as const,
        delay: milliseconds(10),
        distribution,
        reordering,
      })),
    ),
  },
  loss: {
    ...oneDraw,
    settings: [0, 0.3, 1].map((probability) => ({ kind: 'loss', probability })),
  },
  'burst-loss': {
    drawsAtStart: 1,
    drawsPerPacket: 2,
    settings: [
      { kind: 'burst-loss', p: 0.1, r: 0.4, lossBad: 0.9, lossGood: 0.01 },
      { kind: 'burst-loss', p: 0, r: 0, lossBad: 1, lossGood: 0 },
      { kind: 'burst-loss', p: 1, r: 1, lossBad: 1, lossGood: 0 },
    ],
  },
  'drop-list': { ...noDraws, settings: [{ kind: 'drop-list', indices: [0, 2, 3, 40] }] },
  rate: {
    ...noDraws,
    settings: (
      [
        unlimited,
        { kind: 'bytes', limit: bytes(4000) },
        { kind: 'packets', limit: 5 },
        { kind: 'time', limit: milliseconds(40) },
      ] as const
    ).map((queue) => ({ kind: 'rate', rate: bitsPerSecond(700_001), queue })),
  },
  trace: {
    ...noDraws,
    settings: (
      [
        unlimited,
        { kind: 'bytes', limit: bytes(4000) },
        { kind: 'packets', limit: 5 },
        { kind: 'time', limit: milliseconds(40) },
      ] as const
    ).flatMap((queue) => [
      { kind: 'trace', opportunitiesMs, queue },
      { kind: 'trace', opportunitiesMs, from: nanoseconds(88_765_432), queue },
      { kind: 'trace', opportunitiesMs, octets: bytes(700), queue },
    ]),
  },
  'rate-trace': {
    ...noDraws,
    settings: (
      [
        unlimited,
        { kind: 'bytes', limit: bytes(4000) },
        { kind: 'packets', limit: 5 },
        { kind: 'time', limit: milliseconds(40) },
      ] as const
    ).map((queue) => ({
      kind: 'rate-trace',
      endsMs: [3, 4, 50],
      bitsPerSecond: [700_001, 0, 9_000_011],
      from: nanoseconds(3_765_432),
      queue,
    })),
  },
  'delay-trace': {
    ...noDraws,
    settings: [
      { kind: 'delay-trace', endsMs: [3, 4, 50], delaysUs: [20_000, 0, 7_001] },
      { kind: 'delay-trace', endsMs: [9], delaysUs: [0], from: milliseconds(11) },
    ],
  },
  poisson: {
    // Its opportunities come from forks of the stage's own generator, as time passes.
    ...noDraws,
    settings: (
      [
        unlimited,
        { kind: 'bytes', limit: bytes(4000) },
        { kind: 'packets', limit: 5 },
        { kind: 'time', limit: milliseconds(40) },
      ] as const
    ).map((queue) => ({ kind: 'poisson', rate: bitsPerSecond(2_000_000), queue })),
  },
  mtu: { ...noDraws, settings: [{ kind: 'mtu', mtu: bytes(700) }] },
  duplication: {
    ...oneDraw,
    settings: [0, 0.3, 1].map((probability) => ({ kind: 'duplication', probability })),
  },
  reordering: {
    ...oneDraw,
    settings: [{ kind: 'reordering', probability: 0.3, delay: milliseconds(5) }],
  },
  outage: {
    ...noDraws,
    settings: [
      { kind: 'outage', start: milliseconds(20), duration: milliseconds(30) },
      {
        kind: 'outage',
        start: ZERO,
        duration: nanoseconds(1),
        period: milliseconds(7),
      },
    ],
  },
  'random-outages': {
    // Their luck is in the settings: none is drawn from the stage's own generator.
    ...noDraws,
    settings: [milliseconds(3), milliseconds(70)].map((longest) => ({
      kind: 'random-outages' as const,
      cycle: milliseconds(20),
      lengths: {
        points: [
          { quantile: 0, value: milliseconds(1) },
          { quantile: 1, value: longest },
        ],
      },
      random: Random.seeded('journey'),
    })),
  },
  'random-holds': {
    ...noDraws,
    settings: [
      {
        kind: 'random-holds',
        cycle: milliseconds(20),
        share: 0.7,
        lengths: { points: [{ quantile: 0.5, value: milliseconds(4) }] },
        clusters: {
          again: 0.6,
          gaps: {
            points: [
              { quantile: 0, value: milliseconds(1) },
              { quantile: 1, value: milliseconds(9) },
            ],
          },
        },
        random: Random.seeded('journey'),
      },
    ],
  },
  hold: {
    ...noDraws,
    settings: [
      { kind: 'hold', start: milliseconds(20), duration: milliseconds(30) },
      {
        kind: 'hold',
        start: ZERO,
        duration: milliseconds(5),
        period: milliseconds(7),
      },
    ],
  },
  radio: {
    ...noDraws,
    settings: (['idle', 'asleep', 'connected'] as const).map((initially) => ({
      kind: 'radio',
      promotion: milliseconds(300),
      idleAfter: seconds(0.01),
      sleep: { after: milliseconds(1), wake: milliseconds(20) },
      initially,
    })),
  },
}

export const exampleKinds: readonly (readonly [string, Example])[] = Object.entries(EXAMPLES)
export const allExamples: readonly Impairment[] = exampleKinds.flatMap(
  ([, { settings }]) => settings,
)
