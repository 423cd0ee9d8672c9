/**
 * OpenMetrics 1.0: a result as a set of metrics, for dashboards and alerts. Times are seconds, as its
 * units have it; what a percentile is that lies among attempts that never got there is `+Inf`: longer
 * than any time that is given.
 */

import type { ResultAdaptive } from '../result/adaptive-schema.ts'
import { EPISODE_TIMES, FIGURE_NAMES, FIGURES, LAYERS, MILESTONES } from '../result/names.ts'
import { fallbacksOf } from '../result/outcomes.ts'
import { type Percentage, percentagesOf, percentileOf } from '../result/percentages.ts'
import type { Result, ResultCell, ResultLatency } from '../result/result.ts'
import { hasSeveralServers } from '../result/servers.ts'
import { type Family, familyLines, type Labels } from './metric-family.ts'

export const renderOpenMetrics = (result: Result): string =>
  [...familiesOf(result).flatMap(familyLines), '# EOF', ''].join('\n')

function familiesOf(result: Result): readonly Family[] {
  const { cells } = result
  const several = hasSeveralServers(result)
  const each = (samples: (cell: ResultCell, labels: Labels) => Family['samples']) =>
    cells.flatMap((cell) => samples(cell, labelsOf(cell, several)))
  const percentages = percentagesOf(result)
  return [
    runInfo(result),
    strategyInfo(result),
    gauge(
      'trials',
      'Trials of the cell.',
      each(({ trials }, labels) => [['', labels, trials]]),
    ),
    ...(result.adaptive === undefined ? [] : [precisionReached(result.adaptive)]),
    gauge(
      'completed',
      'Trials that got through by what the strategy is called after.',
      each(({ completed }, labels) => [['', labels, completed]]),
    ),
    gauge(
      'fallbacks',
      'Trials that got through by a fallback.',
      each((cell, labels) =>
        fallbacksOf(cell).map(({ fallback, trials }) => ['', { ...labels, fallback }, trials]),
      ),
    ),
    gauge(
      'failures',
      'Trials that failed, by the cause.',
      each(({ failures }, labels) =>
        Object.entries(failures).map(([code, trials]) => ['', { ...labels, code }, trials]),
      ),
    ),
    gauge(
      'waits',
      'Round trips in which the client could do nothing but wait, by layer: the usual of the cell.',
      each(({ waits }, labels) =>
        waits === null
          ? []
          : LAYERS.map((layer) => ['', { ...labels, layer }, waits.byLayer[layer] ?? 0]),
      ),
    ),
    ...FIGURE_NAMES.map((name) =>
      gauge(
        `mean_${snake(name)}`,
        `Mean per completed trial: ${FIGURES[name].about}.`,
        each((cell, labels) => {
          const means: Readonly<Record<string, number>> = cell[name] ?? {}
          return Object.entries(means).map(([part, value]) => ['', { ...labels, part }, value])
        }),
      ),
    ),
    summary(
      'latency_seconds',
      'From wanting to connect until a milestone.',
      each(({ milestones }, labels) =>
        MILESTONES.flatMap((milestone) =>
          distribution(milestones[milestone], { ...labels, milestone }, percentages),
        ),
      ),
    ),
    ...(cells.some(({ episodes }) => episodes !== undefined)
      ? lifeFamilies(each, percentages)
      : []),
  ]
}

function lifeFamilies(
  each: (samples: (cell: ResultCell, labels: Labels) => Family['samples']) => Family['samples'],
  percentages: readonly Percentage[],
): readonly Family[] {
  return [
    gauge(
      'episodes',
      'Episodes: from what broke the network until recovered.',
      each(({ episodes }, labels) =>
        episodes === undefined ? [] : [['', labels, episodes.count]],
      ),
    ),
    gauge(
      'recovered',
      'Episodes that were recovered.',
      each(({ episodes }, labels) =>
        episodes === undefined ? [] : [['', labels, episodes.recovered]],
      ),
    ),
    gauge(
      'failed_attempts',
      'Attempts of episodes that failed, by the cause.',
      each(({ episodes }, labels) =>
        Object.entries(episodes?.failedAttempts ?? {}).map(([code, attempts]) => [
          '',
          { ...labels, code },
          attempts,
        ]),
      ),
    ),
    gauge(
      'messages',
      'Messages by what became of them.',
      each(({ messages }, labels) =>
        messages === undefined
          ? []
          : DIRECTIONS.flatMap((direction) => fates(messages[direction], { ...labels, direction })),
      ),
    ),
    summary(
      'episode_seconds',
      'What is timed of an episode.',
      each(({ episodes }, labels) =>
        EPISODE_TIMES.flatMap((time) =>
          distribution(episodes?.times[time], { ...labels, time: snake(time) }, percentages),
        ),
      ),
    ),
    summary(
      'message_seconds',
      'From pressing send until the other side has the message.',
      each(({ messages }, labels) =>
        DIRECTIONS.flatMap((direction) =>
          distribution(messages?.[direction].delay, { ...labels, direction }, percentages),
        ),
      ),
    ),
  ]
}

const DIRECTIONS = ['up', 'down'] as const

type Messages = NonNullable<ResultCell['messages']>['up']

const fates = ({ once, twice, queued, lost }: Messages, labels: Labels): Family['samples'] => [
  ...Object.entries({ once, twice, queued }).map(([fate, count]): Family['samples'][number] => [
    '',
    { ...labels, fate },
    count,
  ]),
  ...Object.entries(lost).map(([loss, count]): Family['samples'][number] => [
    '',
    { ...labels, fate: `lost: ${loss}` },
    count,
  ]),
]

const PREFIX = 'xmpp_rtt_'

const gauge = (name: string, help: string, samples: Family['samples']): Family => ({
  name: `${PREFIX}${name}`,
  type: 'gauge',
  help,
  samples,
})

const summary = (name: string, help: string, samples: Family['samples']): Family => ({
  name: `${PREFIX}${name}`,
  type: 'summary',
  unit: 'seconds',
  help: `${help} Quantiles are of all, those that never came included; count and sum of what came.`,
  samples,
})

/** Only what there is. */
function distribution(
  latency: ResultLatency | undefined,
  labels: Labels,
  percentages: readonly Percentage[],
): Family['samples'] {
  if (latency === undefined) return []
  return [
    ...percentages.map((percentage): Family['samples'][number] => {
      const { value } = percentileOf(latency, percentage)
      const quantile = String(Number(`${percentage.slice(1)}e-2`))
      return [
        '',
        { ...labels, quantile },
        value === null ? Number.POSITIVE_INFINITY : seconds(value),
      ]
    }),
    ['_count', labels, latency.count],
    ['_sum', labels, seconds(latency.mean * latency.count)],
  ]
}

/** Of whole microseconds. */
const seconds = (ms: number): number => Number((ms / 1000).toFixed(6))

const runInfo = ({ tool, seed, command }: Result): Family => ({
  name: `${PREFIX}run`,
  type: 'info',
  help: 'What made these figures.',
  samples: [['_info', { version: tool.version, commit: tool.commit, seed, command }, 1]],
})

const strategyInfo = ({ strategies }: Result): Family => ({
  name: `${PREFIX}strategy`,
  type: 'info',
  help: 'Whether servers in use are known to do what a strategy asks.',
  samples: Object.entries(strategies).map(([strategy, { standing }]) => [
    '_info',
    { strategy, standing },
    1,
  ]),
})

const precisionReached = ({ profiles, precision }: ResultAdaptive): Family =>
  gauge(
    'precision_reached',
    'Whether trials were enough for the precision that was asked for: 1 or 0.',
    Object.entries(profiles).map(([profile, { reached }]) => [
      '',
      { profile, precision: String(precision) },
      reached ? 1 : 0,
    ]),
  )

const labelsOf = (
  { strategy, profile, server, scenario, policy }: ResultCell,
  several: boolean,
): Labels => ({
  strategy,
  profile,
  ...(several ? { server: server ?? '' } : {}),
  scenario,
  policy,
})

const snake = (name: string): string =>
  name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`)
