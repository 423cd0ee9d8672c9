/**
 * One life as a diagram: time runs to the right; the network and the client as bars, what happened
 * and what the client did about it as marks with words below each other, and every message as a line
 * from when it was sent to when it came. Of many messages several share a row.
 */
import { printable } from '../../foreign-text.ts'
import type { LifeTrace } from '../../record/traced-life.ts'
import { between, type Instant, secondsText, toMilliseconds } from '../../units.ts'
import { wrap } from '../columns.ts'
import { howMany } from '../how-many.ts'
import { type Content, element, type Markup } from '../markup.ts'
import { type Figure, group, line, rect, standalone, text } from '../plot/figure.ts'
import { linear, linearTicks, type Scale } from '../plot/scale.ts'
import {
  brokenSpans,
  type ClientSpan,
  clientSpans,
  type MessageLine,
  messageLines,
} from './life-spans.ts'
import { messageRows } from './message-rows.ts'
import { ofClientText } from './timeline.ts'

const WIDTH = 960
const LEFT = 100
const RIGHT = 24
const INNER = WIDTH - LEFT - RIGHT
const BAR = 16
const WORDS = 14
const MESSAGE = 7
/** What a line of the key beside messages needs. */
const KEY_LINE = 12
/** Of one row closer together than this, only the first is drawn: it would hide the others. */
const BESIDE = 3

/** As a file of its own. */
export const renderTimelineSvg = (life: LifeTrace): string => standalone(timelineFigure(life))

export function timelineFigure(life: LifeTrace): Figure {
  const { strategy, profile, scenario, policy, seed, trial, description, events } = life
  const end = events.reduce((latest, { at }) => Math.max(latest, seconds(at)), 1)
  const x = linear([0, end], [0, INNER])
  const words = events.flatMap((event) => {
    const said = ofClientText(event)
    return said === undefined ? [] : [{ at: event.at, ...said, text: withoutMark(said.text) }]
  })
  const messages = messageLines(events)
  const { rows, within } = messageRows(messages)
  const key = messageKeys(messages)
  const notes = [
    ...description.map(printable),
    ...(within === undefined
      ? []
      : [
          `Messages share rows: those of one direction that were sent within the same ${within} s and met the same fate.`,
        ]),
  ].flatMap((words) => wrap(words, 165))
  const title = printable(`${strategy} by ${policy}, ${scenario} on ${profile}`)
  const top = 70 + notes.length * 13
  const wordsTop = 2 * (BAR + 8) + 8
  const messagesTop = wordsTop + words.length * WORDS + 22
  const bottom =
    messagesTop + Math.max(rows.length * MESSAGE, 10 + Math.max(key.length, 3) * KEY_LINE) + 6
  return {
    title,
    description: `A timeline of trial ${trial} with seed ${printable(seed)}: ${inWords(life)}.`,
    width: WIDTH,
    height: top + bottom + 30,
    content: [
      text(20, 30, 'b h', title),
      text(20, 48, 'q', `seed ${printable(seed)} · trial ${trial} · ${inWords(life)}`),
      notes.map((note, index) => text(20, 65 + index * 13, 'q t', note)),
      group(
        LEFT,
        top,
        secondsAxis(x, end, bottom),
        text(-12, 12, 'e', 'network'),
        rect(0, 2, x(end), BAR - 4, 'h2 f'),
        brokenSpans(events, end).map(({ from, to }) => [
          rect(x(from), 2, x(to) - x(from), BAR - 4, 'p'),
          brokenLine(x(from), x(to)),
        ]),
        group(
          0,
          BAR + 8,
          text(-12, 12, 'e', 'client'),
          clientSpans(events, end).map((span) => clientBar(span, x)),
        ),
        words.map(({ at, text: said, style }, index) =>
          mark(x(seconds(at)), wordsTop + index * WORDS, said, style),
        ),
        messages.length === 0 ? undefined : messageKey(messagesTop, key),
        rows.map((row, index) => messageRow(row, messagesTop + index * MESSAGE, x, end)),
      ),
    ],
  }
}

/** Here a mark is drawn. */
const withoutMark = (words: string): string => words.replace(/^[●✗✓] /, '')

const seconds = (at: Instant): number => toMilliseconds(at) / 1000

function inWords({ events }: LifeTrace): string {
  const count = (kind: string): number => events.filter((event) => event.kind === kind).length
  const mended = events.findLast(({ kind }) => kind === 'mended')
  const recovered = events.findLast(({ kind }) => kind === 'recovered')
  const back =
    mended === undefined || recovered === undefined || recovered.at < mended.at
      ? []
      : [`recovered ${secondsText(between(mended.at, recovered.at))} s after the network’s return`]
  return [
    ...back,
    howMany(count('attempt'), 'attempt'),
    howMany(count('sent'), 'message'),
    `${count('missing')} never came`,
  ].join(', ')
}

const secondsAxis = (x: Scale, end: number, bottom: number): Content => [
  linearTicks(end, 10).map((tick) => [
    line(x(tick), 0, x(tick), bottom, 'g'),
    text(x(tick), bottom + 14, 'q t c', `${tick} s`),
  ]),
]

const brokenLine = (from: number, to: number): Markup => line(from, BAR / 2, to, BAR / 2, 'o v')

/** Solid while it is online, hollow while it tries. */
const clientBar = ({ doing, from, to }: ClientSpan, x: Scale): Content => {
  const width = Math.max(1.5, x(to) - x(from))
  return doing === 'online'
    ? rect(x(from), 2, width, BAR - 4, 'h0 f')
    : element(
        'g',
        { class: 'h1' },
        rect(x(from) + 0.5, 2.5, Math.max(0.5, width - 1), BAR - 5, 'o'),
      )
}

const INKS = { plain: '', bold: 'b', red: 'a', yellow: '', green: '' } as const

/** Left of its moment where there is no room to the right. */
function mark(x: number, y: number, said: string, style: keyof typeof INKS): Content {
  const left = x > INNER * 0.6
  return [
    line(x, 2, x, y, 'z'),
    element('circle', { cx: x, cy: y, r: 2.4, class: style === 'red' ? 'a' : undefined }),
    text(left ? x - 7 : x + 7, y + 3.4, `t k ${INKS[style]}${left ? ' e' : ''}`.trim(), said),
  ]
}

/** Whether any is late or came again changes what there is to explain. */
const messageKeys = (messages: readonly MessageLine[]): readonly Key[] => [
  { words: '▲ by the client' },
  { words: '▼ to the client' },
  ...(messages.some(({ late }) => late) ? [{ words: 'late', hue: 'h1' }] : []),
  ...(messages.some(({ again }) => again) ? [{ words: '◎ came again' }] : []),
]

interface Key {
  readonly words: string
  readonly hue?: string
}

const messageKey = (y: number, keys: readonly Key[]): Content => [
  text(-12, y + 4, 'e', 'messages'),
  keys.map(({ words, hue }, index) => {
    const at = y + 18 + index * KEY_LINE
    return hue === undefined
      ? text(-12, at, 'q t e', words)
      : element('g', { class: hue }, text(-12, at, 'f t e', words))
  }),
]

/** Of several, which are alike in all but time, those are drawn that can be told apart. */
function messageRow(
  row: readonly MessageLine[],
  y: number,
  x: Scale,
  end: number,
): readonly Markup[] {
  const drawn = new Map<string, MessageLine>()
  for (const message of row) {
    const place = [message.from, message.to ?? end].map((at) => Math.floor(x(at) / BESIDE)).join()
    if (!drawn.has(place)) drawn.set(place, message)
  }
  const many = row.length === 1 ? '' : `${row.length} `
  return [...drawn.values()].map((message, index) =>
    messageShape(message, y, x, end, index === drawn.size - 1 ? many : undefined),
  )
}

/** ↑ of the client, ↓ to it. `many`: of how many it says what became of them, if it does. */
function messageShape(
  message: MessageLine,
  y: number,
  x: Scale,
  end: number,
  many: string | undefined,
): Markup {
  const { direction, from, to, fate, late, again } = message
  const [x1, x2] = [x(from), x(to ?? end)]
  const classes = to === undefined ? 'o v' : 'w'
  const hue = late ? 'h1' : direction === 'up' ? 'h0' : 'h2'
  return element(
    'g',
    { class: hue },
    line(x1, y, Math.max(x2, x1 + 0.5), y, classes),
    direction === 'up'
      ? element('path', { d: `M${round(x1)} ${y - 3}l3 6h-6z`, class: 'f' })
      : element('path', { d: `M${round(x1)} ${y + 3}l3 -6h-6z`, class: 'f' }),
    to === undefined
      ? many === undefined
        ? undefined
        : text(x2 - 2, y + 3, 'a t e k', `${many}never came: ${fate}`)
      : element('circle', { cx: x2, cy: y, r: 1.8, class: 'f' }),
    again ? element('circle', { cx: x2, cy: y, r: 3.4, class: 'w' }) : undefined,
  )
}

const round = (value: number): number => Math.round(value * 10) / 10
