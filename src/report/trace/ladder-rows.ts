/**
 * Where the ends of arrows, and all that is written, stand in a ladder diagram: later is lower,
 * nothing at one line of life is nearer to another thing there than a line of text, and what was
 * long takes a little more room, in steps, than what was short.
 */
import type { PacketTrace, TraceEvent } from '../../record/trace.ts'
import { type Instant, toMilliseconds } from '../../units.ts'
import { momentText } from './moment-text.ts'

export interface Moment {
  readonly y: number
  /** The time, where it is another one than above at the same line of life. */
  readonly label: string | undefined
}

export interface Drawn {
  readonly event: TraceEvent
  /** Where it began, and where an arrow has arrived. */
  readonly from: Moment
  readonly to: Moment | undefined
  /** Of a wait: which one it is, from 1. */
  readonly wait: number
}

type Place = 'client' | 'server'

/** One end of an arrow, or something that is written. */
interface End {
  readonly at: Instant
  readonly place: Place
  readonly index: number
  readonly part: 'from' | 'to'
  readonly height: number
}

const ARROW = 13
const WORDS = 13
/** Between what is at the same moment at different lines of life. */
const APART = 3
/** More room for pauses of at least so many milliseconds. */
const PAUSES: readonly (readonly [ms: number, room: number])[] = [
  [500, 26],
  [50, 14],
  [5, 6],
]

export function laidOut(events: readonly TraceEvent[]): {
  readonly rows: readonly Drawn[]
  readonly height: number
} {
  const shown = events.filter(
    (event) => event.kind !== 'finished' || event.outcome.kind === 'failed',
  )
  const ends = shown.flatMap(endsOf)
  ends.sort((a, b) => a.at - b.at || a.index - b.index)
  const moments = new Map<string, Moment>()
  const floor: Record<Place, number> = { client: 8, server: 8 }
  const labels: Partial<Record<Place, string>> = {}
  let y = 8
  let before: Instant | undefined
  for (const { at, place, index, part, height } of ends) {
    const pause = before === undefined ? 0 : toMilliseconds(at) - toMilliseconds(before)
    y += before === at ? 0 : APART + (PAUSES.find(([ms]) => pause >= ms)?.[1] ?? 0)
    y = Math.max(y, floor[place])
    const label = momentText(at)
    moments.set(`${index} ${part}`, { y, label: labels[place] === label ? undefined : label })
    labels[place] = label
    floor[place] = y + height
    before = at
  }
  let wait = 0
  const rows = shown.flatMap((event, index): readonly Drawn[] => {
    const from = moments.get(`${index} from`)
    if (event.kind === 'waited' || event.kind === 'stalled') wait += 1
    return from === undefined ? [] : [{ event, from, to: moments.get(`${index} to`), wait }]
  })
  return { rows, height: Math.max(floor.client, floor.server) + 8 }
}

const OPPOSITE: Readonly<Record<PacketTrace['direction'], readonly [Place, Place]>> = {
  up: ['client', 'server'],
  down: ['server', 'client'],
}

function endsOf(event: TraceEvent, index: number): readonly End[] {
  if (event.kind === 'said' || event.kind === 'heard') {
    return [{ at: event.at, place: event.end, index, part: 'from', height: WORDS }]
  }
  if (event.kind !== 'packet') {
    return [{ at: event.at, place: 'client', index, part: 'from', height: WORDS }]
  }
  const [here, there] = OPPOSITE[event.direction]
  const from: End = { at: event.sentAt, place: here, index, part: 'from', height: ARROW }
  if (event.fate.kind !== 'arrived') return [from]
  return [from, { at: event.fate.at, place: there, index, part: 'to', height: ARROW }]
}
