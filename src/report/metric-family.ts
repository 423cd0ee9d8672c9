/** A family of metrics in the text of OpenMetrics 1.0: type, unit and help, then its samples. */
import { printable } from '../foreign-text.ts'

export type Labels = Readonly<Record<string, string | undefined>>

export interface Family {
  readonly name: string
  readonly type: 'gauge' | 'summary' | 'info'
  readonly unit?: 'seconds' | 'bytes'
  readonly help: string
  /** Behind the family's name: the suffix, the labels, the value. */
  readonly samples: readonly (readonly [suffix: string, labels: Labels, value: number])[]
}

export function familyLines({ name, type, unit, help, samples }: Family): readonly string[] {
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
