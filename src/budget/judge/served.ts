/** Connections that `serve` has seen, held against what is expected of clients. */
import type { ServedConnection } from '../../watch/served-connection.ts'
import type { ClientBudget } from '../budget-file.ts'
import type { Expectation } from '../expectation.ts'
import type { Subject, Verdict } from '../verdict.ts'
import { varying } from './found.ts'
import { judgeRoundTrips } from './round-trips.ts'

/** What is asked of a connection, of all that `serve` tells. */
export type Connection = Pick<ServedConnection, 'number' | 'kind' | 'waits' | 'octets'> & {
  readonly outcome: { readonly kind: string }
  readonly advice: readonly { readonly code: string; readonly text: string }[]
}

export function judgeServed(
  kind: Connection['kind'],
  budget: ClientBudget,
  connections: readonly Connection[],
): readonly Verdict[] {
  const those = connections.filter((one) => one.kind === kind && one.outcome.kind !== 'no-stream')
  return [...enough(kind, budget, those), ...those.flatMap((one) => judgeConnection(one, budget))]
}

/** A client that only ever connected cold has not shown how it reconnects. */
function enough(
  kind: Connection['kind'],
  { atLeast = 1 }: ClientBudget,
  connections: readonly Connection[],
): readonly Verdict[] {
  return [
    {
      subject: { name: `${kind} clients`, where: 'served' },
      kind: connections.length >= atLeast ? 'kept' : 'broken',
      expected: `at least ${atLeast} ${kind === 'cold' ? 'cold connections' : 'reconnects'}`,
      found: String(connections.length),
      details: [],
    },
  ]
}

function judgeConnection(connection: Connection, budget: ClientBudget): readonly Verdict[] {
  const { number, kind, outcome, waits, advice } = connection
  const subject = { name: `connection #${number}`, where: kind }
  if (outcome.kind !== 'ready') {
    const found = `it ended otherwise: ${outcome.kind}`
    return [{ subject, kind: 'broken', expected: 'to become ready', found, details: [] }]
  }
  return [
    ...(budget.waits === undefined
      ? []
      : [judgeRoundTrips(subject, budget.waits, waits.byLayer, 'budget')]),
    ...(budget.expect ?? []).flatMap((one) => judgeFigure(subject, connection, one) ?? []),
    ...(budget.never ?? []).map((code): Verdict => {
      const found = advice.find((one) => one.code === code)
      return {
        subject,
        kind: found === undefined ? 'kept' : 'broken',
        expected: `never ${code}`,
        found: found === undefined ? 'not seen' : 'seen',
        details: found === undefined ? [] : [found.text],
      }
    }),
  ]
}

function judgeFigure(
  subject: Subject,
  { waits, octets }: Connection,
  { text, figure, operator, limit }: Expectation,
): Verdict | undefined {
  if (limit.kind !== 'number') return undefined
  const { up, down } = octets.untilReady
  const value =
    figure.kind === 'waits'
      ? figure.layer === undefined
        ? waits.total
        : (waits.byLayer[figure.layer] ?? 0)
      : figure.kind === 'bytes'
        ? { up, down, both: up + down }[figure.way]
        : undefined
  if (value === undefined) return undefined
  const unit = figure.kind === 'bytes' ? ' B' : ''
  const found = varying({ low: value, high: value }, operator, limit.value, unit)
  const layers = Object.entries(waits.byLayer).map(([layer, count]) => `${layer} ${count}`)
  return {
    subject,
    expected: text,
    details: figure.kind === 'waits' ? [`found ${layers.join(', ')}`] : [],
    ...found,
  }
}
