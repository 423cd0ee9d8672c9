/** What of a life lasts: the network while it is broken, the client's doings, messages on their way. */
import type { Direction } from '../../direction.ts'
import type { LifeTraceEvent } from '../../record/traced-life.ts'
import { type Instant, toMilliseconds } from '../../units.ts'

/** Seconds since the life began. */
export interface LifeSpan {
  readonly from: number
  readonly to: number
}

export interface ClientSpan extends LifeSpan {
  readonly doing: 'attempting' | 'online'
}

export interface MessageLine {
  readonly direction: Direction
  /** Seconds. */
  readonly from: number
  /** Undefined: it never came. */
  readonly to: number | undefined
  /** Why it never came; empty if it did. */
  readonly fate: string
  /** By what the scenario calls in time, as the words beside it have it. */
  readonly late: boolean
  /** It came more than once. */
  readonly again: boolean
}

const seconds = (at: Instant): number => toMilliseconds(at) / 1000

export function brokenSpans(events: readonly LifeTraceEvent[], end: number): readonly LifeSpan[] {
  const spans: LifeSpan[] = []
  let from: number | undefined
  for (const { kind, at } of events) {
    if (kind === 'broke') from ??= seconds(at)
    if (kind === 'mended' && from !== undefined) {
      spans.push({ from, to: seconds(at) })
      from = undefined
    }
  }
  return from === undefined ? spans : [...spans, { from, to: end }]
}

export function clientSpans(events: readonly LifeTraceEvent[], end: number): readonly ClientSpan[] {
  const spans: ClientSpan[] = []
  let doing: ClientSpan['doing'] | undefined
  let from = 0
  const turn = (to: ClientSpan['doing'] | undefined, at: number): void => {
    if (doing !== undefined && at > from) spans.push({ doing, from, to: at })
    doing = to
    from = at
  }
  for (const { kind, at } of events) {
    if (kind === 'attempt') turn('attempting', seconds(at))
    if (kind === 'ready') turn('online', seconds(at))
    if (kind === 'failed' || kind === 'lost') turn(undefined, seconds(at))
  }
  turn(undefined, end)
  return spans
}

/** In the order in which they were sent. */
export function messageLines(events: readonly LifeTraceEvent[]): readonly MessageLine[] {
  const ends = new Map<string, LifeTraceEvent>()
  const doubled = new Set<string>()
  for (const event of events) {
    if (event.kind === 'delivered' || event.kind === 'missing') {
      const key = `${event.direction} ${event.id}`
      if (ends.has(key)) doubled.add(key)
      else ends.set(key, event)
    }
  }
  return events.flatMap((event): readonly MessageLine[] => {
    if (event.kind !== 'sent') return []
    const { direction, id, at } = event
    const key = `${direction} ${id}`
    const end = ends.get(key)
    const came = end?.kind === 'delivered' ? end : undefined
    return [
      {
        direction,
        from: seconds(at),
        to: came === undefined ? undefined : seconds(came.at),
        fate: end?.kind === 'missing' ? end.fate : '',
        late: came?.isLate === true,
        again: doubled.has(key),
      },
    ]
  })
}
