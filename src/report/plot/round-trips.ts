/** Round trips as blocks, one for each wait, in the order of the layers: a row for each series. */
import { LAYERS, type Layer } from '../../result/names.ts'
import { type SeenWaits, waitsIn } from '../../result/outcomes.ts'
import type { ResultCell } from '../../result/result.ts'
import { range } from '../figures.ts'
import type { Content, Markup } from '../markup.ts'
import { element } from '../markup.ts'
import { type Figure, group, monoWidth, nameText, rect, text } from './figure.ts'
import { FAMILIES, FAMILY_OF, familyClass, layerClass } from './palette.ts'
import type { Charted, Series } from './series.ts'
import type { Kind } from './spans.ts'

/** One strategy at one server: of policies the round trips know nothing. */
export interface RoundTripRow {
  readonly series: Series
  readonly name: string
  readonly runs: readonly LayerRun[]
  /** `3`, or `2–3` where trials differ. */
  readonly total: string
}

/** Waits of one layer. */
export interface LayerRun {
  readonly layer: Layer
  /** In every trial. */
  readonly always: number
  /** In some. */
  readonly sometimes: number
}

export function roundTripRows({ series, places }: Charted): readonly RoundTripRow[] {
  const first = new Map<string, Series>()
  for (const one of series) {
    const key = JSON.stringify([one.strategy, one.server])
    if (!first.has(key)) first.set(key, one)
  }
  const cells = new Map<string, ResultCell[]>()
  for (const { cell } of places.flatMap((place) => place.cells)) {
    const key = JSON.stringify([cell.strategy, cell.server])
    const there = cells.get(key)
    if (there === undefined) cells.set(key, [cell])
    else there.push(cell)
  }
  return [...first].map(([key, one]) => rowOf(one, cells.get(key) ?? []))
}

function rowOf(series: Series, cells: readonly ResultCell[]): RoundTripRow {
  const seen = cells.flatMap(({ waits }): readonly SeenWaits[] =>
    waits === null ? [] : waitsIn(waits),
  )
  const runs = LAYERS.flatMap((layer): readonly LayerRun[] => {
    const counts = seen.map(({ byLayer }) => Math.min(BLOCKS_MAX, byLayer[layer] ?? 0))
    const [always, most] = [Math.min(...counts), Math.max(...counts)]
    return most > 0 ? [{ layer, always, sometimes: most - always }] : []
  })
  return { series, name: series.way, runs, total: range(seen.map(({ total }) => total)) }
}

/** What the colours of blocks stand for, in the words that are in them: layers of one family have one. */
export function layerKinds(rows: readonly RoundTripRow[]): readonly Kind[] {
  const seen = new Set(rows.flatMap(({ runs }) => runs.map(({ layer }) => layer)))
  return FAMILIES.flatMap((family) => {
    const layers = LAYERS.filter((layer) => FAMILY_OF[layer] === family && seen.has(layer))
    return layers.length === 0 ? [] : [{ name: layers.join(', '), hue: familyClass(family) }]
  })
}

/** Of one layer: no dialogue waits more often, and a file that says so is not drawn for ever. */
const BLOCKS_MAX = 40

export const widestRow = (rows: readonly RoundTripRow[]): number =>
  rows.reduce((widest, { runs }) => Math.max(widest, blocksOf(runs)), 1)

const blocksOf = (runs: readonly LayerRun[]): number =>
  runs.reduce((sum, { always, sometimes }) => sum + always + sometimes, 0)

const GAP = 1.5
const LABEL_SIZE = 9.5
const SQUEEZE_MIN = 0.62

/** The blocks of a row, `block` pixels each, `height` high, with the names of layers in them. */
export function blocks(runs: readonly LayerRun[], block: number, height: number): Content {
  let x = 0
  return runs.map(({ layer, always, sometimes }) => {
    const begin = x
    const count = always + sometimes
    x += count * block
    // One name for all of them where each has no room for it: gaps are notches then.
    const together = always === count && !fits(layer, block) && fits(layer, count * block)
    const shapes = Array.from({ length: count }, (_, index) => {
      const left = begin + index * block
      if (index >= always) {
        const outline = rect(left + 0.5, 0.5, block - GAP - 1, height - 1, 'o')
        return [outline, label(layer, left, block, height, 'f')]
      }
      if (!together) {
        return [rect(left, 0, block - GAP, height, 'f'), label(layer, left, block, height, 'u')]
      }
      return index === 0 ? undefined : notches(left - GAP, height)
    })
    return element(
      'g',
      { class: layerClass(layer) },
      together ? rect(begin, 0, count * block - GAP, height, 'f') : undefined,
      shapes,
      together ? label(layer, begin, count * block, height, 'u') : undefined,
    )
  })
}

const notches = (x: number, height: number): Content => [
  rect(x, 0, GAP, NOTCH, 'p'),
  rect(x, height - NOTCH, GAP, NOTCH, 'p'),
]

const NOTCH = 3

const fits = (name: string, width: number): boolean =>
  monoWidth(name.length, LABEL_SIZE) * SQUEEZE_MIN <= width - GAP - 3

/** What a layer is called where there is no room for its name; no two are alike. */
const shortName = (layer: Layer): string => layer.slice(0, 3)

/** Squeezed where it is a little too long, short where that does not do, and else left out. */
function label(
  layer: Layer,
  left: number,
  block: number,
  height: number,
  ink: 'u' | 'f',
): Markup | undefined {
  const name = [layer, shortName(layer)].find((one) => fits(one, block))
  if (name === undefined) return undefined
  const wanted = monoWidth(name.length, LABEL_SIZE)
  const room = block - GAP - 3
  const squeezed = wanted > room ? { textLength: room, lengthAdjust: 'spacingAndGlyphs' } : {}
  const x = left + (block - GAP) / 2
  return element('text', { x, y: height / 2 + 3.2, class: `${ink} m t c`, ...squeezed }, name)
}

/** Beside the number of a series. */
const NAME_LEFT = 22

/** `wide`: names beside the blocks; `narrow`: above them, for small screens. */
export type Form = 'wide' | 'narrow'

function widths(rows: readonly RoundTripRow[], form: Form) {
  const longest = Math.max(1, ...rows.map(({ name }) => name.length))
  const nameWidth = form === 'wide' ? Math.min(360, monoWidth(longest, 9.5) + NAME_LEFT + 14) : 0
  const width = form === 'wide' ? 760 : 344
  const block = Math.min(form === 'wide' ? 50 : 34, (width - nameWidth - 34) / widestRow(rows))
  return { nameWidth, width, block }
}

/** Layers that a figure calls by a short name, somewhere, and what that is: `res: restart`. */
export function shortNames(rows: readonly RoundTripRow[], form: Form): readonly string[] {
  const { block } = widths(rows, form)
  const runs = rows.flatMap((row) => row.runs)
  return LAYERS.filter(
    (layer) =>
      runs.some((run) => run.layer === layer) &&
      !fits(layer, block) &&
      fits(shortName(layer), block),
  ).map((layer) => `${shortName(layer)}: ${layer}`)
}

export function roundTripsFigure(rows: readonly RoundTripRow[], form: Form): Figure {
  const { nameWidth, width, block } = widths(rows, form)
  const nameRoom = form === 'wide' ? nameWidth - 8 : width
  const step = form === 'wide' ? 26 : 40
  return {
    title: 'Round trips until ready',
    description: `One block for each round trip that the client waits for, by layer. ${rows
      .map(({ name, total }) => `${name}: ${total}`)
      .join('; ')}.`,
    width,
    height: rows.length * step + 4,
    content: rows.map(({ series, name, runs, total }, index) => {
      const below = form === 'wide' ? 0 : 15
      return group(
        0,
        index * step + 2,
        // A number stands for a policy as well, of which round trips know nothing.
        series.name === name
          ? text(0, form === 'wide' ? 14 : 10, 'q t', `${series.number}`)
          : undefined,
        nameText(NAME_LEFT, form === 'wide' ? 14.5 : 10, name, nameRoom - NAME_LEFT, 'm'),
        group(
          nameWidth,
          below,
          blocks(runs, block, 20),
          text(blocksOf(runs) * block + 5, 14.5, 'b', total),
        ),
      )
    }),
  }
}
