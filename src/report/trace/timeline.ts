/**
 * One life as a timeline for the terminal: the network as a line that is broken while nothing
 * works, what the client does beside it, and on the right what becomes of each message.
 *
 * A message is late when it took longer than the scenario calls in time.
 */
import type { Direction } from '../../direction.ts'
import { printable } from '../../foreign-text.ts'
import type { LifeTrace, LifeTraceEvent } from '../../record/traced-life.ts'
import { between, type Instant, secondsText } from '../../units.ts'
import { wrap } from '../columns.ts'
import { howMany } from '../how-many.ts'
import { type Ink, ink } from '../ink.ts'
import { PLAIN, type ReportOptions } from '../report-options.ts'

const TIME_WIDTH = 9
/** What the client says, and at least what messages get beside it. */
const CLIENT_WIDTH = 30
const MESSAGE_WIDTH_MIN = 28

const NETWORK = { whole: '│', broken: '┊' } as const
const CLIENT = { waiting: ' ', attempting: '▒', online: '█' } as const

/** What stands at both lines of life at a moment. */
interface Lines {
  network: keyof typeof NETWORK
  client: keyof typeof CLIENT
}

export function renderTimeline(life: LifeTrace, options: ReportOptions = PLAIN): string {
  const paint = ink(options.color)
  const { strategy, profile, scenario, policy, seed, trial, description, events } = life
  const title = `${strategy} by ${policy}, ${scenario} on ${profile} · seed ${seed} · trial ${trial}`
  const lines = [
    ...wrap(printable(title), options.width).map(paint.bold),
    ...description
      .flatMap((line) => wrap(printable(line), options.width - 2))
      .map((line) => paint.dim(`  ${line}`)),
    '',
    heads(options.width),
    ...rows(events, options.width, paint),
    '',
    ...legend(life).flatMap((line) => wrap(line, options.width)),
  ]
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`
}

function rows(events: readonly LifeTraceEvent[], width: number, paint: Ink): readonly string[] {
  const lines: Lines = { network: 'whole', client: 'waiting' }
  const inVain = questionsInVain(events)
  return events.flatMap((event) => {
    follow(event, lines)
    const text = textOf(event) ?? (inVain.has(event) ? IN_VAIN : undefined)
    return text === undefined ? [] : row(event.at, lines, text, width, paint)
  })
}

function follow(event: LifeTraceEvent, lines: Lines): void {
  switch (event.kind) {
    case 'broke':
      lines.network = 'broken'
      return
    case 'mended':
      lines.network = 'whole'
      return
    case 'attempt':
      lines.client = 'attempting'
      return
    case 'ready':
      lines.client = 'online'
      return
    case 'failed':
    case 'lost':
      lines.client = 'waiting'
  }
}

/** What is said of an event of the client's or the network's; undefined of any other. */
export function ofClientText(event: LifeTraceEvent): Omit<Text, 'column'> | undefined {
  const said = textOf(event)
  return said?.column === 'client' ? said : undefined
}

interface Text {
  readonly column: 'client' | 'messages'
  readonly text: string
  readonly style: 'plain' | 'bold' | 'red' | 'yellow' | 'green'
}

const ofClient = (text: string, style: Text['style'] = 'plain'): Text => ({
  column: 'client',
  text,
  style,
})

const ofMessage = (text: string, style: Text['style'] = 'plain'): Text => ({
  column: 'messages',
  text,
  style,
})

function textOf(event: LifeTraceEvent): Text | undefined {
  switch (event.kind) {
    case 'happened':
      return ofClient(`✗ ${printable(event.what)}`, 'red')
    case 'broke':
    case 'asked':
    case 'answered':
      return undefined
    case 'mended':
      return ofClient('✓ nothing is broken any more', 'green')
    case 'told':
      return ofClient(TOLD[event.of], 'yellow')
    case 'attempt':
      return ofClient(`attempt ${event.number}`)
    case 'ready':
      return ofClient(`● ready, ${event.way === 'resumed' ? 'resumed' : 'bound anew'}`, 'bold')
    case 'failed':
      return ofClient(`attempt ${event.number} failed: ${event.failure.code}`, 'red')
    case 'lost':
      return ofClient(`holds its connection for dead: ${event.failure.code}`, 'yellow')
    case 'sent':
      return ofMessage(`${ARROWS[event.direction]} ${event.id} sent`)
    case 'delivered': {
      const delay = secondsText(between(event.sentAt, event.at))
      const again = event.times > 1 ? ', again' : ''
      const text = `${ARROWS[event.direction]} ${event.id} there after ${delay} s`
      const late = event.isLate ? ', late' : ''
      return ofMessage(`${text}${late}${again}`, event.isLate ? 'yellow' : 'plain')
    }
    case 'missing':
      return ofMessage(`${ARROWS[event.direction]} ${event.id} never came: ${event.fate}`, 'red')
    case 'recovered':
      return ofClient(`● recovered, ${MANNER[event.manner]}`, 'bold')
    case 'given-up':
      return ofClient('✗ not recovered in time', 'red')
  }
}

const ARROWS: Readonly<Record<Direction, string>> = { up: '↑', down: '↓' }

const TOLD = {
  network: 'is told that the network is there',
  slept: 'falls asleep',
  woke: 'wakes',
} as const

const MANNER = {
  survived: 'on the connection it had',
  resumed: 'resumed',
  bound: 'bound anew',
} as const

const IN_VAIN = ofClient('asks, and nobody answers', 'yellow')

/** A question is worth a row when nobody answers it. In one pass: a life may have many thousands. */
function questionsInVain(events: readonly LifeTraceEvent[]): ReadonlySet<LifeTraceEvent> {
  const inVain = new Set<LifeTraceEvent>()
  let next: LifeTraceEvent['kind'] | undefined
  for (const event of events.toReversed()) {
    if (event.kind === 'answered' || event.kind === 'lost') next = event.kind
    if (event.kind === 'asked' && next === 'lost') inVain.add(event)
  }
  return inVain
}

function row(
  at: Instant,
  lines: Lines,
  { column, text, style }: Text,
  width: number,
  paint: Ink,
): readonly string[] {
  const line = lines.network === 'broken' ? paint.red(NETWORK.broken) : NETWORK.whole
  const marks = `${line} ${CLIENT[lines.client]}`
  const left = column === 'client' ? 0 : messageColumn(width)
  const limit = Math.max(width - TIME_WIDTH - MARKS_WIDTH - left, MESSAGE_WIDTH_MIN)
  const styled = style === 'plain' ? (part: string): string => part : paint[style]
  return wrap(text, limit).map((part, index) => {
    const time = (index === 0 ? secondsText(at) : '').padStart(TIME_WIDTH)
    return `${paint.dim(time)} ${marks}  ${' '.repeat(left)}${styled(part)}`
  })
}

/** A blank, the network, a blank, the client, two blanks. */
const MARKS_WIDTH = 6

function heads(width: number): string {
  const column = messageColumn(width)
  const words = column === 0 ? 'client, messages' : `${'client'.padEnd(column)}messages`
  return `${'s'.padStart(TIME_WIDTH)}      ${words}`
}

/** Where there is no room beside what the client says, messages stand between. */
function messageColumn(width: number): number {
  const beside = CLIENT_WIDTH + 1
  return width - TIME_WIDTH - MARKS_WIDTH - beside < MESSAGE_WIDTH_MIN ? 0 : beside
}

const legend = ({ events }: LifeTrace): readonly string[] => {
  const count = (kind: LifeTraceEvent['kind']): number =>
    events.filter((event) => event.kind === kind).length
  const sent = count('sent')
  return [
    `${howMany(count('attempt'), 'attempt')} · ${howMany(sent, 'message')}, ${count('missing')} never came`,
    `${NETWORK.whole} network, ${NETWORK.broken} broken; ${CLIENT.attempting} attempting, ${CLIENT.online} online; ↑ ↓ messages of and to the client`,
    'late: took longer than the scenario calls in time (10 s unless said)',
  ]
}
