/**
 * OpenMetrics 1.0: a result as a set of metrics, for dashboards and alerts. Times are seconds, as its
 * units have it; what a percentile is that lies among attempts that never got there is `+Inf`: longer
 * than any time that is given.
 */

import type { ResultAdaptive } from '../../result/adaptive-schema.ts'
import { FIGURE_NAMES, FIGURES, isOnEveryWay, LAYERS, MILESTONES } from '../../result/names.ts'
import { fallbacksOf } from '../../result/outcomes.ts'
import { percentagesOf } from '../../result/percentages.ts'
import type { Result, ResultCell } from '../../result/result.ts'
import { hasSeveralServers } from '../../result/servers.ts'
import { snake } from '../snake-case.ts'
import {
  distribution,
  type EachCell,
  familyLines,
  gauge,
  type Labels,
  type MetricFamily,
  PREFIX,
  summary,
} from './family.ts'
import { lifeFamilies } from './life.ts'
import { savedFamilies } from './saved.ts'

export const renderOpenMetrics = (result: Result): string =>
  [...familiesOf(result).flatMap(familyLines), '# EOF', ''].join('\n')

function familiesOf(result: Result): readonly MetricFamily[] {
  const { cells } = result
  const several = hasSeveralServers(result)
  const each: EachCell = (samples) =>
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
      each(({ milestones, trials }, labels) =>
        MILESTONES.flatMap((milestone) =>
          distribution(
            milestones[milestone],
            milestones[milestone] === undefined && !isOnEveryWay(milestone) ? 0 : trials,
            { ...labels, milestone },
            percentages,
          ),
        ),
      ),
    ),
    ...savedFamilies(each),
    ...(cells.some(({ episodes }) => episodes !== undefined)
      ? lifeFamilies(each, percentages)
      : []),
  ]
}

const runInfo = ({ tool, seed, command }: Result): MetricFamily => ({
  name: `${PREFIX}run`,
  type: 'info',
  help: 'What made these figures.',
  samples: [['_info', { version: tool.version, commit: tool.commit, seed, command }, 1]],
})

const strategyInfo = ({ strategies }: Result): MetricFamily => ({
  name: `${PREFIX}strategy`,
  type: 'info',
  help: 'Whether servers in use are known to do what a strategy asks.',
  samples: Object.entries(strategies).map(([strategy, { standing }]) => [
    '_info',
    { strategy, ...(standing === undefined ? {} : { standing }) },
    1,
  ]),
})

const precisionReached = ({ profiles, precision }: ResultAdaptive): MetricFamily =>
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
