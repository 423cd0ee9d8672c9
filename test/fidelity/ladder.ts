/** Two packet logs side by side, the first difference marked. */
import { ACK, FIN, PSH, RST, SYN } from '../../src/tcp/segment.ts'
import { toMilliseconds } from '../../src/units.ts'
import type { LogEntry } from '../tcp/pair.ts'
import type { LoggedPacket } from './truth.ts'

export interface Rung {
  readonly ms: number
  /** Direction, flags, sequence, acknowledgement, length, first SACK block. */
  readonly packet: string
  readonly lost: boolean
}

const FLAG_LETTERS: readonly (readonly [number, string])[] = [
  [SYN, 'S'],
  [ACK, '.'],
  [FIN, 'F'],
  [RST, 'R'],
  [PSH, 'P'],
]

const describe = (
  up: boolean,
  flags: number,
  numbers: { readonly seq: number; readonly ack: number; readonly length: number },
  block: readonly [number, number] | undefined,
): string => {
  const letters = FLAG_LETTERS.map(([flag, letter]) => ((flags & flag) === 0 ? '' : letter)).join(
    '',
  )
  const sack = block === undefined ? '' : ` [${block[0]},${block[1]})`
  const { seq, ack, length } = numbers
  return `${up ? 'C->S' : 'S->C'} ${letters.padEnd(3)} seq ${seq} ack ${ack} len ${length}${sack}`
}

export const modelRung = ({ at, direction, segment, lost }: LogEntry): Rung => {
  const first = segment.sack[0]
  return {
    ms: toMilliseconds(at),
    packet: describe(
      direction === 'up',
      segment.flags,
      segment,
      first === undefined ? undefined : [first.left, first.right],
    ),
    lost,
  }
}

export const kernelRung = (packet: LoggedPacket): Rung => {
  const [ms = 0, direction = 0, flags = 0, seq = 0, ack = 0, length = 0, fate = 0] = packet
  const [left = 0, right = 0] = packet.slice(8, 10)
  return {
    ms,
    packet: describe(
      direction === 0,
      flags,
      { seq, ack, length },
      right > left ? [left, right] : undefined,
    ),
    lost: fate !== 0,
  }
}

const WIDTH = 62

const column = (rung: Rung | undefined): string => {
  if (rung === undefined) return ''.padEnd(WIDTH)
  const time = rung.ms.toFixed(3).padStart(11)
  return `${time} ${rung.packet}${rung.lost ? ' LOST' : ''}`.padEnd(WIDTH)
}

/** The first place at which the two differ in more than time. */
export const firstDifference = (kernel: readonly Rung[], model: readonly Rung[]): number => {
  const length = Math.max(kernel.length, model.length)
  for (let i = 0; i < length; i += 1) {
    const [a, b] = [kernel[i], model[i]]
    if (a?.packet !== b?.packet || a?.lost !== b?.lost) return i
  }
  return -1
}

/** A line of its own above the first difference, which no scrolling eye misses. */
const DIFFERENCE = '>> first difference '.padEnd(2 * WIDTH + 6, '-')
const SAME = '   the same packets in the same order'

export const sideBySide = (kernel: readonly Rung[], model: readonly Rung[]): readonly string[] => {
  const difference = firstDifference(kernel, model)
  const lines = [`   ${'kernel'.padEnd(WIDTH)} | model`]
  for (let i = 0; i < Math.max(kernel.length, model.length); i += 1) {
    if (i === difference) lines.push(DIFFERENCE)
    const mark = i === difference ? '>> ' : '   '
    lines.push(`${mark}${column(kernel[i])} | ${column(model[i])}`.trimEnd())
  }
  if (difference < 0) lines.push(SAME)
  return lines
}
