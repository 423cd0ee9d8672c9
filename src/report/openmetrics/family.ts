/** A family of metrics in the text of OpenMetrics 1.0: type, unit and help, then its samples. */
import { printable } from '../../foreign-text.ts'
import { type Percentage, percentileOf } from '../../result/percentages.ts'
import type { ResultCell, ResultLatency } from '../../result/result.ts'

export type Labels = Readonly<Record<string, string | undefined>>

export interface MetricFamily {
  readonly name: string
  readonly type: 'gauge' | 'summary' | 'info'
  readonly unit?: 'seconds'
  readonly help: string
  /** Behind the family's name: the suffix, the labels, the value. */
  readonly samples: readonly (readonly [suffix: string, labels: Labels, value: number])[]
}

/** From each cell its samples, with the labels that tell it from others. */
export type EachCell = (
  samples: (cell: ResultCell, labels: Labels) => MetricFamily['samples'],
) => MetricFamily['samples']

export const PREFIX = 'xmpp_rtt_'

export const gauge = (
  name: string,
  help: string,
  samples: MetricFamily['samples'],
): MetricFamily => ({
  name: `${PREFIX}${name}`,
  type: 'gauge',
  // As OpenMetrics has it, a unit is the end of its name.
  ...(name.endsWith('_seconds') ? { unit: 'seconds' } : {}),
  help,
  samples,
})

export const summary = (
  name: string,
  help: string,
  samples: MetricFamily['samples'],
): MetricFamily => ({
  name: `${PREFIX}${name}`,
  type: 'summary',
  unit: 'seconds',
  help: `${help} Quantiles are of all, those that never came included; count and sum of what came.`,
  samples,
})

/** `tried`: how many there are; where none of them came, all took longer than they were given. */
export function distribution(
  latency: ResultLatency | undefined,
  tried: number,
  labels: Labels,
  percentages: readonly Percentage[],
): MetricFamily['samples'] {
  if (tried === 0) return []
  return [
    ...percentages.map((percentage): MetricFamily['samples'][number] => {
      const value = latency === undefined ? null : percentileOf(latency, percentage).value
      const quantile = String(Number(`${percentage.slice(1)}e-2`))
      return [
        '',
        { ...labels, quantile },
        value === null ? Number.POSITIVE_INFINITY : seconds(value),
      ]
    }),
    ['_count', labels, latency?.count ?? 0],
    ['_sum', labels, latency === undefined ? 0 : seconds(latency.mean * latency.count)],
  ]
}

/** Of whole microseconds. */
export const seconds = (ms: number): number => Number((ms / 1000).toFixed(6))

export function familyLines({ name, type, unit, help, samples }: MetricFamily): readonly string[] {
  return [
    `# TYPE ${name} ${type}`,
    ...(unit === undefined ? [] : [`# UNIT ${name} ${unit}`]),
    `# HELP ${name} ${help}`,
    ...samples.map(
      ([suffix, labels, value]) => `${name}${suffix}${labelText(labels)} ${numberText(value)}`,
    ),
  ]
}

const numberText = (value: number): string =>
  value === Number.POSITIVE_INFINITY ? '+Inf' : String(value)

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}="${escaped(printable(value))}"`],
  )
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

const escaped = (text: string): string => text.replace(/[\\"]/g, '\\$&')
