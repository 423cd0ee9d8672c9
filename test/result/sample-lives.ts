/** Lives, hand-made: one strategy by two policies, one of which waits for most of the time. */
import { type Result, type ResultCell, resultSchema } from '../../src/result/result.ts'
import { latency, SAMPLE_RESULT } from './sample-result.ts'

type Episodes = NonNullable<ResultCell['episodes']>
type Direction = NonNullable<ResultCell['messages']>['up']

const direction = (delay: number, changes: Partial<Direction> = {}): Direction => ({
  sent: 2000,
  once: 2000,
  twice: 0,
  queued: 0,
  lost: {},
  delay: latency(2000, delay, delay),
  ...changes,
})

/** Recovered after so long, of which handshake and resending are 300 ms and 100 ms. */
const episodes = (recovered: number, waiting: number): Episodes => ({
  count: 1000,
  recovered: 999,
  manners: { survived: 100, resumed: 890, bound: 9 },
  times: {
    detected: latency(899, 15_000, 25_000),
    readySinceBack: latency(999, recovered - 100, recovered),
    readySinceBroke: latency(999, recovered + 60_000, recovered + 60_000),
    recovered: latency(999, recovered, recovered),
  },
  attempts: 2.5,
  failedAttempts: { 'connect-timeout': 3, timeout: 1498 },
  parts: {
    noticing: 0,
    waiting,
    inVain: recovered - waiting - 400,
    handshake: 300,
    resending: 100,
  },
  linkBytes: { up: 4321, down: 8765.5 },
  radioOn: 12_345,
})

const life = (policy: string, lived: Pick<ResultCell, 'episodes' | 'messages'>): ResultCell[] =>
  SAMPLE_RESULT.cells.slice(0, 1).map((cell) => ({ ...cell, scenario: 'tunnel', policy, ...lived }))

const described = (summary: string) => ({ summary, settings: {} })

export const SAMPLE_LIVES: Result = resultSchema.parse({
  ...SAMPLE_RESULT,
  scenarios: { tunnel: described('the train is in a tunnel') },
  policies: { quick: described('does not wait'), slow: described('waits') },
  cells: [
    ...life('quick', {
      episodes: episodes(1_000, 100),
      messages: { up: direction(120), down: direction(130) },
    }),
    ...life('slow', {
      episodes: episodes(10_000, 9_500),
      messages: {
        up: direction(9_000, { once: 1_980, late: 100, lost: { unmanaged: 20 } }),
        down: direction(9_100, { once: 1_996, twice: 4 }),
      },
    }),
  ],
})
