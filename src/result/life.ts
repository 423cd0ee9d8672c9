/** What the lives of a cell have come to, as its entry in the result tells it. */
import { DIRECTIONS } from '../direction.ts'
import { byName } from '../record/by-name.ts'
import { exactMean, meanFigure } from '../record/exact-mean.ts'
import type { Histogram } from '../record/histogram.ts'
import { LOSSES, MANNERS, PARTS } from '../record/life-record.ts'
import {
  EPISODE_TIMES,
  type EpisodeTime,
  type LifeStats,
  type MessageStats,
  populationOf,
  sentOf,
} from '../record/life-recorder.ts'
import { byCode } from './by-code.ts'
import { toLatency } from './latency.ts'
import { ms } from './milliseconds.ts'
import type { Percentage } from './percentages.ts'
import type { ResultCell } from './result.ts'

type Episodes = NonNullable<ResultCell['episodes']>
type Messages = NonNullable<ResultCell['messages']>

export function toEpisodes(
  life: LifeStats,
  timeoutMs: number,
  chosen: readonly Percentage[] = [],
): Episodes {
  const { episodes, manners, failures, sums } = life
  const recovered = life.times.recovered.count
  const mean = (sum: number): number => meanFigure(sum, episodes)
  return {
    count: episodes,
    recovered,
    manners: byName(MANNERS, (manner) => manners.get(manner) ?? 0),
    times: toTimes(life, timeoutMs, chosen),
    attempts: episodes === 0 ? null : mean(sums.attempts),
    failedAttempts: byCode(failures),
    parts:
      recovered === 0
        ? null
        : byName(PARTS, (part) => ms(exactMean(life.parts[part], recovered, 1))),
    linkBytes:
      episodes === 0 ? null : { up: mean(sums.linkBytesUp), down: mean(sums.linkBytesDown) },
    radioOn: episodes === 0 ? null : ms(exactMean(sums.radioOnUs, episodes, 1)),
  }
}

/** What an episode is given begins when the network is back. */
const SINCE_IT_BROKE: readonly EpisodeTime[] = ['detected', 'readySinceBroke']

function toTimes(
  life: LifeStats,
  timeoutMs: number,
  chosen: readonly Percentage[],
): Episodes['times'] {
  const result: Episodes['times'] = {}
  for (const time of EPISODE_TIMES) {
    const times = life.times[time]
    const givenMs = SINCE_IT_BROKE.includes(time) ? beyondAll(times, timeoutMs) : timeoutMs
    const latency = toLatency(times, populationOf(life, time), givenMs, chosen)
    if (latency !== undefined) result[time] = latency
  }
  return result
}

export const toMessages = (
  { messages }: LifeStats,
  timeoutMs: number,
  chosen: readonly Percentage[] = [],
): Messages =>
  byName(DIRECTIONS, (direction) => toDirection(messages[direction], timeoutMs, chosen))

function toDirection(
  stats: MessageStats,
  timeoutMs: number,
  chosen: readonly Percentage[],
): Messages['up'] {
  const { fates, late, delays } = stats
  const sent = sentOf(stats)
  const lost: Messages['up']['lost'] = {}
  for (const loss of LOSSES) {
    const count = fates.get(loss)
    if (count !== undefined) lost[loss] = count
  }
  const delay = toLatency(delays, sent, beyondAll(delays, timeoutMs), chosen)
  return {
    sent,
    once: fates.get('once') ?? 0,
    twice: fates.get('twice') ?? 0,
    late,
    queued: fates.get('queued') ?? 0,
    lost,
    ...(delay === undefined ? {} : { delay }),
  }
}

/**
 * What never came took longer than all that came, which may be longer than an episode is given: a message
 * that was written while there was no network, or what is timed from when it broke. Whole seconds.
 */
const beyondAll = ({ max = 0 }: Histogram, timeoutMs: number): number =>
  Math.max(timeoutMs, Math.ceil(ms(max) / 1_000) * 1_000)
