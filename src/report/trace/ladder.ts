/**
 * One attempt as a ladder for the terminal: the client's line of life on the left, the server's
 * on the right, a packet per arrow, and what each means between them.
 *
 * Rows are in the order in which the *client* lives through them: what it sends stands where it
 * sent it, what it receives where it arrived. The time at the left is the client's, the time at
 * the right the server's, so an arrow has both of its ends. A packet that never arrived stands
 * where it was sent.
 */

import { printable } from '../../foreign-text.ts'
import { FALLBACKS } from '../../record/fallback.ts'
import type { PacketTrace, Trace, TraceEvent } from '../../record/trace.ts'
import { LAYERS, type Layer } from '../../transport.ts'
import { type Instant, toMilliseconds } from '../../units.ts'
import { columns, fit, wrap } from '../columns.ts'
import { howMany, waitsText } from '../how-many.ts'
import { type Ink, ink } from '../ink.ts'
import { PLAIN, type ReportOptions } from '../report-options.ts'

const TIME_WIDTH = 10
/** A blank and a line of life on either side. */
const FRAME_WIDTH = 2 * (TIME_WIDTH + 2)
const INNER_WIDTH_MIN = 30
/** The columns of an arrow that are neither its label nor its shaft. */
const ARROW_MARKS = 4
/** Shares of the gap that a dropped packet's arrow gets, in tenths. */
const DROPPED_REACH = 6

export function renderLadder(trace: Trace, options: ReportOptions = PLAIN): string {
  const paint = ink(options.color)
  const inner = Math.max(INNER_WIDTH_MIN, options.width - FRAME_WIDTH)
  const title = `${trace.strategy} on ${trace.profile} · seed ${trace.seed} · trial ${trace.trial}`
  const lines = [
    ...wrap(printable(title), options.width).map(paint.bold),
    ...trace.description
      .flatMap((line) => wrap(printable(line), options.width - 2))
      .map((line) => paint.dim(`  ${line}`)),
    '',
    timed('ms', `client${' '.repeat(inner - 10)}server`, 'ms', paint),
    ...rows(trace, inner, paint),
    '',
    ...summary(trace, paint).flatMap((line) => wrap(line, options.width)),
  ]
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`
}

function rows(trace: Trace, inner: number, paint: Ink): readonly string[] {
  let waits = 0
  return inClientOrder(trace.events).flatMap((event) => {
    if (isWait(event)) waits += 1
    return row(event, waits, inner, paint) ?? []
  })
}

const isWait = (event: TraceEvent): event is Extract<TraceEvent, { kind: 'waited' | 'stalled' }> =>
  event.kind === 'waited' || event.kind === 'stalled'

function row(event: TraceEvent, wait: number, inner: number, paint: Ink): string | undefined {
  switch (event.kind) {
    case 'packet':
      return packetRow(event, inner, paint)
    case 'said':
    case 'heard':
      return xmlRow(event, inner, paint)
    case 'waited':
      return remarkRow(event.at, `○ wait ${wait}: ${event.layer}`, inner, paint.yellow, paint)
    case 'stalled': {
      const text = `○ wait ${wait}: ${event.layer}, held back by Nagle’s algorithm`
      return remarkRow(event.at, text, inner, paint.yellow, paint)
    }
    case 'reached':
      return remarkRow(event.at, `● ${event.milestone}`, inner, paint.bold, paint)
    case 'finished':
      // The milestone has already said that it is ready.
      return event.outcome.kind === 'failed'
        ? remarkRow(event.at, `✗ failed: ${event.outcome.code}`, inner, paint.red, paint)
        : undefined
  }
}

const inClientOrder = (events: readonly TraceEvent[]): readonly TraceEvent[] =>
  [...events].sort((a, b) => rowTime(a) - rowTime(b))

function rowTime(event: TraceEvent): Instant {
  if (event.kind !== 'packet') return event.at
  return event.direction === 'down' && event.fate.kind === 'arrived' ? event.fate.at : event.sentAt
}

function packetRow(packet: PacketTrace, inner: number, paint: Ink): string {
  const { fate, direction } = packet
  const sent = ms(packet.sentAt)
  const arrived = fate.kind === 'arrived' ? ms(fate.at) : ''
  const [left, right] = direction === 'up' ? [sent, arrived] : [arrived, sent]
  const again = packet.retransmission ? '↻ ' : ''
  const label = `${again}${printable(packet.summary)} · ${packet.bytes} B`
  if (fate.kind === 'arrived') {
    const color = direction === 'up' ? paint.cyan : paint.green
    return timed(left, wholeArrow(direction, label, inner, color, paint), right, paint)
  }
  const end = fate.kind === 'dropped' ? `✗ ${printable(fate.reason)}` : '… still on its way'
  return timed(left, brokenArrow(direction, label, end, inner, paint), right, paint)
}

function wholeArrow(
  direction: PacketTrace['direction'],
  text: string,
  inner: number,
  color: (text: string) => string,
  paint: Ink,
): string {
  const label = fit(text, inner - ARROW_MARKS)
  const shaft = '─'.repeat(inner - columns(label) - ARROW_MARKS)
  return direction === 'up'
    ? `├${color(`─ ${label} ${shaft}▶`)}${paint.dim('│')}`
    : `${paint.dim('│')}${color(`◀${shaft} ${label} ─`)}┤`
}

function brokenArrow(
  direction: PacketTrace['direction'],
  text: string,
  end: string,
  inner: number,
  paint: Ink,
): string {
  const room = inner - columns(end) - ARROW_MARKS
  const label = fit(text, room)
  const reach = Math.floor((inner * DROPPED_REACH) / 10)
  const shaftLength = Math.max(0, reach - columns(label) - columns(end) - ARROW_MARKS)
  const shaft = '─'.repeat(shaftLength)
  const blank = ' '.repeat(room - columns(label) - shaftLength)
  return direction === 'up'
    ? `├${paint.red(`─ ${label} ${shaft} ${end}`)}${blank}${paint.dim('│')}`
    : `${paint.dim('│')}${blank}${paint.red(`${end} ${shaft} ${label} ─`)}┤`
}

/** XML stands at the line of life of the end that said or heard it. */
function xmlRow(
  event: Extract<TraceEvent, { kind: 'said' | 'heard' }>,
  inner: number,
  paint: Ink,
): string {
  const xml = fit(printable(event.xml).trim(), inner - 6)
  const blank = ' '.repeat(inner - columns(xml) - 4)
  if (event.end === 'client') {
    const mark = event.kind === 'said' ? '»' : '«'
    const body = `${paint.dim('│')}  ${paint.dim(mark)} ${xml}${blank}${paint.dim('│')}`
    return timed('', body, '', paint)
  }
  const mark = event.kind === 'said' ? '«' : '»'
  const body = `${paint.dim('│')}${blank}${xml} ${paint.dim(mark)}  ${paint.dim('│')}`
  return timed('', body, '', paint)
}

function remarkRow(
  at: Instant,
  text: string,
  inner: number,
  color: (text: string) => string,
  paint: Ink,
): string {
  const words = fit(text, inner)
  const blank = ' '.repeat(inner + 1 - columns(words))
  return timed(ms(at), `${color(words)}${blank}${paint.dim('│')}`, '', paint)
}

function timed(left: string, body: string, right: string, paint: Ink): string {
  return `${paint.dim(left.padStart(TIME_WIDTH))} ${body} ${paint.dim(right.padStart(TIME_WIDTH))}`
}

function summary(trace: Trace, paint: Ink): readonly string[] {
  const end = trace.events.find((event) => event.kind === 'finished')
  const packets = trace.events.filter((event) => event.kind === 'packet')
  const dropped = packets.filter(({ fate }) => fate.kind === 'dropped').length
  return [
    end === undefined
      ? paint.yellow('not finished')
      : endText(end, reachedLast(trace.events), waitsOf(trace.events), paint),
    `${flowText(packets, 'up')} · ${flowText(packets, 'down')} · ${dropped} dropped`,
  ]
}

function endText(
  { outcome, at }: Extract<TraceEvent, { kind: 'finished' }>,
  got: 'ready' | 'restored',
  waits: string,
  paint: Ink,
): string {
  switch (outcome.kind) {
    case 'ready':
      return paint.bold(`${got} after ${ms(at)} ms, ${waits}`)
    case 'ready-by-fallback': {
      const why = FALLBACKS[outcome.fallback]
      return paint.yellow(`${got} by fallback after ${ms(at)} ms (${why}), ${waits}`)
    }
    case 'failed':
      return paint.red(`failed after ${ms(at)} ms (${outcome.code}), ${waits}`)
  }
}

/** What a client restores comes behind being ready. */
const reachedLast = (events: readonly TraceEvent[]): 'ready' | 'restored' =>
  events.some((event) => event.kind === 'reached' && event.milestone === 'restored')
    ? 'restored'
    : 'ready'

function waitsOf(events: readonly TraceEvent[]): string {
  const layers = events.flatMap((event): readonly Layer[] => (isWait(event) ? [event.layer] : []))
  const byLayer = LAYERS.flatMap((layer) => {
    const count = layers.filter((waited) => waited === layer).length
    return count === 0 ? [] : [[layer, count]]
  })
  return waitsText({ total: layers.length, byLayer: Object.fromEntries(byLayer) })
}

function flowText(packets: readonly PacketTrace[], direction: PacketTrace['direction']): string {
  const sent = packets.filter((packet) => packet.direction === direction)
  const octets = sent.reduce((sum, packet) => sum + packet.bytes, 0)
  return `${direction} ${howMany(sent.length, 'packet')}, ${octets} B`
}

const ms = (at: Instant): string => toMilliseconds(at).toFixed(1)
