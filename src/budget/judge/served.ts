/** Connections of real clients, as `serve` or a capture shows them, held against what is expected. */
import { howMany } from '../../quantities/words.ts'
import type { OctetCounts, ServedConnection } from '../../watch/served-connection.ts'
import type { ClientBudget } from '../budget-file.ts'
import type { Expectation } from '../expectation.ts'
import type { Subject, Verdict } from '../verdict.ts'
import { varying, verdictOf } from './found.ts'
import { heldAgainst } from './held-against.ts'
import { countNumbers, named } from './numbers.ts'
import { judgeRoundTrips } from './round-trips.ts'

/** What is asked of a connection, of all that is told of it. */
export type JudgedConnection = Pick<ServedConnection, 'number' | 'waits'> & {
  /**
   * `unread`: what TLS carried could not be read, so that nobody knows which it was; `partial`: nor was all
   * of it captured, so that it may have waited more often.
   */
  readonly kind: ServedConnection['kind'] | keyof typeof UNREAD
  readonly outcome: { readonly kind: string }
  readonly octets: {
    /** Undefined where nobody saw it become ready. */
    readonly untilReady: OctetCounts | undefined
    readonly total: OctetCounts
  }
  readonly advice: readonly { readonly code: string; readonly text: string }[]
}

/** Of a connection that could not be read: on which its client said nothing it is nobody's. */
export const outcomeUnread = ({ up }: OctetCounts): JudgedConnection['outcome'] => ({
  kind: up === 0 ? 'no-stream' : 'unread',
})

/** `any`: whatever else it was, and those that could not be read. */
export type ClientKind = ServedConnection['kind'] | 'any'

export function judgeServed(
  kind: ClientKind,
  budget: ClientBudget,
  connections: readonly JudgedConnection[],
): readonly Verdict[] {
  const clients = connections.filter(({ outcome }) => outcome.kind !== 'no-stream')
  const those = clients.filter((one) => kind === 'any' || one.kind === kind)
  const unread = clients.filter((one) => isUnread(one.kind)).length
  return [
    enough(kind, budget, those.length, kind === 'any' ? 0 : unread),
    ...those.flatMap((one) => judgeConnection(one, budget)),
  ]
}

const NOUNS = { cold: 'cold connection', reconnect: 'reconnect', any: 'connection' } as const

/** A client that only ever connected cold has not shown how it reconnects. */
const enough = (
  kind: ClientKind,
  { atLeast = 1 }: ClientBudget,
  found: number,
  unread: number,
): Verdict => ({
  subject: { kind: 'clients', name: `${kind} clients`, where: 'served' },
  kind: found >= atLeast ? 'kept' : found + unread >= atLeast ? 'inconclusive' : 'broken',
  expected: `at least ${howMany(atLeast, NOUNS[kind])}`,
  found: String(found),
  numbers: countNumbers('connections', atLeast, found),
  details: found >= atLeast || unread === 0 ? [] : [`${unread} more could not be read`],
})

function judgeConnection(connection: JudgedConnection, budget: ClientBudget): readonly Verdict[] {
  const { number, kind, outcome } = connection
  const name = `connection #${number}`
  const subject: Subject = { kind: 'connection', name, where: kind, number }
  if (outcome.kind !== 'ready' && !isUnread(kind)) {
    const found = `it ended otherwise: ${outcome.kind}`
    return [{ subject, kind: 'broken', expected: 'to become ready', found, details: [] }]
  }
  return [
    ...(budget.waits === undefined ? [] : [judgeLayers(subject, connection, budget.waits)]),
    ...(budget.expect ?? []).flatMap((one) => judgeFigure(subject, connection, one) ?? []),
    ...(budget.never ?? []).map((code) => judgeAdvice(subject, connection, code)),
  ]
}

function judgeAdvice(subject: Subject, { kind, advice }: JudgedConnection, code: string): Verdict {
  const seen = advice.find((one) => one.code === code)
  return {
    subject,
    expected: `never ${code}`,
    ...(seen === undefined
      ? isUnread(kind)
        ? UNREAD[kind]
        : { kind: 'kept', found: 'not seen', details: [] }
      : { kind: 'broken', found: 'seen', details: [seen.text] }),
  }
}

/** Of which layer those were that nobody saw is not known. */
function judgeLayers(
  subject: Subject,
  { kind, waits }: JudgedConnection,
  expected: NonNullable<ClientBudget['waits']>,
): Verdict {
  const verdict = judgeRoundTrips(subject, expected, waits.byLayer, 'budget')
  return kind === 'partial' ? { ...verdict, ...UNREAD.partial } : verdict
}

const UNREAD = {
  unread: { kind: 'inconclusive', found: 'it could not be read: no keys', details: [] },
  partial: { kind: 'inconclusive', found: 'not all of it was captured', details: [] },
} as const

const isUnread = (kind: JudgedConnection['kind']): kind is keyof typeof UNREAD => kind in UNREAD

function judgeFigure(
  subject: Subject,
  { kind, waits, octets }: JudgedConnection,
  expectation: Expectation,
): Verdict | undefined {
  const { text, figure, operator, limit } = expectation
  // Others are refused when the file is read.
  if (limit.kind !== 'number') return undefined
  if (figure.kind === 'bytes') {
    if (octets.untilReady === undefined) {
      return { subject, expected: text, ...UNREAD[kind === 'partial' ? kind : 'unread'] }
    }
    const { up, down } = octets.untilReady
    const value = { up, down, both: up + down }[figure.way]
    const found = varying({ low: value, high: value }, operator, limit.value, ' B')
    return verdictOf(subject, expectation, named(figure), { ...found, details: [] })
  }
  if (figure.kind !== 'waits') return undefined
  const value = figure.layer === undefined ? waits.total : (waits.byLayer[figure.layer] ?? 0)
  const layers = Object.entries(waits.byLayer).map(([layer, count]) => `${layer} ${count}`)
  const details = [`found ${layers.join(', ')}`]
  if (kind === 'partial') {
    const range = { low: value, high: Number.POSITIVE_INFINITY }
    const atLeast = {
      kind: heldAgainst(range, operator, limit.value, 'uncertain'),
      found: `at least ${value}: ${UNREAD.partial.found}`,
      numbers: { value, range, limit: limit.value },
    }
    return verdictOf(subject, expectation, named(figure), { ...atLeast, details })
  }
  const found = varying({ low: value, high: value }, operator, limit.value, '')
  return verdictOf(subject, expectation, named(figure), { ...found, details })
}
