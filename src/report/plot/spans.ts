/**
 * Where the time of a cell went, as spans that follow each other: of single attempts between the
 * medians of their milestones, of lives the mean parts of an episode.
 */
import { MILESTONES, type Milestone, PARTS } from '../../result/names.ts'
import type { ResultCell } from '../../result/result.ts'
import { PART_WORDS } from '../life-legend.ts'
import { familyClass, partClass, RESTORING_CLASS } from './palette.ts'
import type { PlacedCell } from './series.ts'
import { latencyOf } from './timed-cell.ts'

/** What a legend explains. */
export interface Kind {
  readonly name: string
  /** Of its colour. */
  readonly hue: string
}

export interface Span extends Kind {
  /** Milliseconds. */
  readonly from: number
  readonly to: number
}

/** None where nothing ever got there: how far it came would look like how long it took. */
export function spansOf(placed: PlacedCell): readonly Span[] {
  const { cell } = placed
  if (latencyOf(placed) === undefined) return []
  return cell.episodes === undefined ? betweenMilestones(cell) : partsOf(cell)
}

/** What a client is about before each milestone. */
const UNTIL: Readonly<Record<Milestone, Kind>> = {
  connected: { name: 'TCP', hue: familyClass('transport') },
  secured: { name: 'TLS', hue: familyClass('security') },
  authenticated: { name: 'authentication', hue: familyClass('identity') },
  ready: { name: 'session', hue: familyClass('session') },
  restored: { name: 'restoring', hue: RESTORING_CLASS },
}

/** Fast Open and early data bring several to one instant: there is nothing between those. */
function betweenMilestones({ milestones }: ResultCell): readonly Span[] {
  let from = 0
  return MILESTONES.flatMap((milestone) => {
    const to = milestones[milestone]?.p50 ?? null
    if (to === null || to <= from) return []
    const span = { ...UNTIL[milestone], from, to }
    from = to
    return [span]
  })
}

function partsOf({ episodes }: ResultCell): readonly Span[] {
  const parts = episodes?.parts ?? null
  if (parts === null) return []
  let from = 0
  return PARTS.flatMap((part) => {
    const to = from + parts[part]
    const span = { name: PART_WORDS[part], hue: partClass(part), from, to }
    from = to
    return parts[part] === 0 ? [] : [span]
  })
}

/** Each name once, in the order in which spans have them, to be explained. */
export function spanKinds(cells: readonly PlacedCell[]): readonly Kind[] {
  const used = new Map(
    cells.flatMap((cell) => spansOf(cell).map(({ name, hue }) => [name, hue] as const)),
  )
  const order = [...Object.values(UNTIL).map(({ name }) => name), ...Object.values(PART_WORDS)]
  return order.flatMap((name) => {
    const hue = used.get(name)
    return hue === undefined ? [] : [{ name, hue }]
  })
}
