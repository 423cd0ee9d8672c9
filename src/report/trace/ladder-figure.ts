/**
 * One attempt as a ladder diagram: time runs down, the client's line of life on the left, the
 * server's on the right, a packet per arrow from when it was sent to when it arrived. Between the
 * ends of arrows time is not to scale, or what is sent together could not be read; the times at
 * both lines say when everything was.
 */
import { printable } from '../../foreign-text.ts'
import type { PacketTrace, Trace, TraceEvent } from '../../record/trace.ts'
import { wrap } from '../columns.ts'
import { howMany } from '../how-many.ts'
import { type Content, element } from '../markup.ts'
import { type Figure, group, line, nameGround, nameText, standalone, text } from '../plot/figure.ts'
import { layerClass } from '../plot/palette.ts'
import { type Drawn, laidOut, type Moment } from './ladder-rows.ts'
import { momentText } from './moment-text.ts'

const WIDTH = 860
const CLIENT = 210
const SERVER = 740
const TOP = 34

/** As a file of its own. */
export const renderLadderSvg = (trace: Trace): string => standalone(ladderFigure(trace))

export function ladderFigure(trace: Trace): Figure {
  const { strategy, profile, seed, trial, description } = trace
  const title = printable(`${strategy} on ${profile}`)
  const notes = description.flatMap((words) => wrap(printable(words), 150))
  const { rows, height } = laidOut(trace.events)
  const top = TOP + 26 + notes.length * 13
  return {
    title,
    description: `A ladder diagram of trial ${trial} with seed ${printable(seed)}: ${endOf(trace)}. Times are ms since the attempt began, on the left of what the client sent and got, on the right of what the server did.`,
    width: WIDTH,
    height: top + height + 34,
    content: [
      text(20, 30, 'b h', title),
      text(20, 48, 'q', `seed ${printable(seed)} · trial ${trial} · ${endOf(trace)}`),
      notes.map((words, index) => text(20, 66 + index * 13, 'q t', words)),
      group(
        0,
        top + 20,
        text(CLIENT, -8, 'b c', 'client'),
        text(SERVER, -8, 'b c', 'server'),
        text(CLIENT - 26, -8, 'q t e', 'ms at the client'),
        text(SERVER + 26, -8, 'q t', 'ms at the server'),
        line(CLIENT, 0, CLIENT, height, 'x'),
        line(SERVER, 0, SERVER, height, 'x'),
        rows.map(arrow),
        rows.map((row) => {
          const words = wordsOf(row)
          if (words === undefined) return undefined
          return nameGround(words.x, words.y, words.said, words.room, words.anchor)
        }),
        rows.map(drawRow),
      ),
    ],
  }
}

function endOf({ events }: Trace): string {
  const end = events.find((event) => event.kind === 'finished')
  if (end === undefined) return 'not finished'
  const what = end.outcome.kind === 'failed' ? `failed (${end.outcome.code})` : 'ready'
  const waits = events.filter(({ kind }) => kind === 'waited' || kind === 'stalled').length
  return `${what} after ${momentText(end.at)} ms, ${howMany(waits, 'wait')}`
}

function drawRow(row: Drawn): Content {
  const { event, from, to, wait } = row
  switch (event.kind) {
    case 'packet':
      return [packet(event, from, to), drawWords(row, 'm k')]
    case 'said':
    case 'heard':
      return drawWords(row, 'm k q')
    case 'waited':
    case 'stalled': {
      const held = event.kind === 'stalled' ? ', Nagle' : ''
      const words = `wait ${wait}: ${event.layer}${held}`
      return element('g', { class: layerClass(event.layer) }, remark(from, words, 'f'))
    }
    case 'reached':
      return remark(from, event.milestone, 'b')
    case 'finished':
      return event.outcome.kind === 'failed'
        ? element('g', { class: 'a' }, remark(from, `failed: ${event.outcome.code}`, 'a'))
        : undefined
  }
}

/** At the client's line of life, on its outer side. */
const remark = ({ y }: Moment, words: string, classes: string): Content => [
  element('circle', { cx: CLIENT, cy: y, r: 3.4, class: classes === 'b' ? undefined : classes }),
  text(CLIENT - 62, y + 3.5, `e ${classes}`, words),
]

const times = (place: 'client' | 'server', { y, label }: Moment): Content =>
  label === undefined
    ? undefined
    : text(
        place === 'client' ? CLIENT - 8 : SERVER + 8,
        y + 3.3,
        place === 'client' ? 'q t e' : 'q t',
        label,
      )

const isArrived = ({ fate }: PacketTrace, to: Moment | undefined): to is Moment =>
  fate.kind === 'arrived' && to !== undefined

/** Of a packet that never arrived: how far its arrow goes. */
const REACH = 0.45

function arrow({ event, from, to }: Drawn): Content {
  if (event.kind !== 'packet') return undefined
  const up = event.direction === 'up'
  const [x1, x2] = up ? [CLIENT, SERVER] : [SERVER, CLIENT]
  if (!isArrived(event, to)) {
    return line(x1, from.y, x1 + (x2 - x1) * REACH, from.y + 2, 'o v')
  }
  return element(
    'g',
    { class: up ? 'h0' : 'h2' },
    line(x1, from.y, x2, to.y, 'w'),
    head(x2, to.y, up),
  )
}

function packet(event: PacketTrace, from: Moment, to: Moment | undefined): Content {
  const up = event.direction === 'up'
  const [x1, x2] = up ? [CLIENT, SERVER] : [SERVER, CLIENT]
  const end = x1 + (x2 - x1) * REACH + (up ? 5 : -5)
  return [
    times(up ? 'client' : 'server', from),
    isArrived(event, to)
      ? times(up ? 'server' : 'client', to)
      : text(end, from.y + 4, up ? 'a t k' : 'a t k e', lost(event)),
  ]
}

/** What is written between the lines of life, across arrows. */
interface Words {
  readonly said: string
  readonly x: number
  readonly y: number
  readonly room: number
  readonly anchor: 'start' | 'end'
}

function wordsOf({ event, from }: Drawn): Words | undefined {
  switch (event.kind) {
    case 'packet': {
      const again = event.retransmission ? '↻ ' : ''
      const said = `${again}${printable(event.summary)} · ${event.bytes} B`
      const beside = besideLine(event.direction === 'up' ? 'client' : 'server')
      return { ...beside, said, y: from.y - 2.5, room: 300 }
    }
    case 'said':
    case 'heard':
      return { ...besideLine(event.end), said: xmlText(event), y: from.y + 3, room: 480 }
    default:
      return undefined
  }
}

const besideLine = (end: 'client' | 'server'): Pick<Words, 'x' | 'anchor'> =>
  end === 'client' ? { x: CLIENT + 12, anchor: 'start' } : { x: SERVER - 12, anchor: 'end' }

function drawWords(row: Drawn, classes: string): Content {
  const words = wordsOf(row)
  if (words === undefined) return undefined
  const { x, y, said, room, anchor } = words
  return nameText(x, y, said, room, anchor === 'end' ? `${classes} e` : classes)
}

const head = (x: number, y: number, up: boolean): Content => {
  const back = up ? -7 : 7
  return element('path', { d: `M${x} ${Math.round(y * 10) / 10}l${back} -3.5v7z`, class: 'f' })
}

const lost = ({ fate }: PacketTrace): string =>
  fate.kind === 'dropped' ? `✗ ${printable(fate.reason)}` : '… still on its way'

/** Marked at the side of the end that said or heard it. */
function xmlText(event: Extract<TraceEvent, { kind: 'said' | 'heard' }>): string {
  const client = event.end === 'client'
  const said = event.kind === 'said'
  const mark = client === said ? '»' : '«'
  const words = printable(event.xml).trim()
  return client ? `${mark} ${shortened(words)}` : `${shortened(words)} ${mark}`
}

const XML_MAX = 84

const shortened = (words: string): string =>
  words.length <= XML_MAX
    ? words
    : `${words.slice(0, XML_MAX - 1).replace(/[\ud800-\udbff]$/, '')}…`
