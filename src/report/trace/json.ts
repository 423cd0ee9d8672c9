/**
 * A trace as JSON, for programs: one attempt, or a life with each of its attempts, field by field as
 * `record/trace.ts` and `record/traced-life.ts` say, but for times, which are milliseconds here, as in
 * every other file, and say so in their names.
 */
import { jsonText } from '../../json/text.ts'
import type { Trace } from '../../record/trace.ts'
import type { LifeTrace } from '../../record/traced-life.ts'
import { type Instant, toMilliseconds } from '../../units.ts'

export const TRACE_SCHEMA = 'xmpp-rtt/trace@1'
export const LIFE_TRACE_SCHEMA = 'xmpp-rtt/life-trace@1'

export const renderTraceJson = (trace: Trace | LifeTrace): string => {
  const schema = 'attempts' in trace ? LIFE_TRACE_SCHEMA : TRACE_SCHEMA
  return jsonText({ schema, ...named(trace) })
}

/** The fields that are times, and what they are called with their unit. */
const TIMES: ReadonlyMap<string, string> = new Map([
  ['at', 'atMs'],
  ['sentAt', 'sentAtMs'],
])

const named = (value: object): object =>
  Object.fromEntries(
    Object.entries(value).map(([name, field]: [string, unknown]) => {
      const timed = TIMES.get(name)
      return timed === undefined
        ? [name, withNames(field)]
        : [timed, toMilliseconds(field as Instant)]
    }),
  )

function withNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withNames)
  return typeof value === 'object' && value !== null ? named(value) : value
}
