/**
 * The ladders of test/truth/single-losses.txt: what Linux sent when chosen packets were lost,
 * and what the model sends with the host's clock at a given phase.
 */
import { readFileSync } from 'node:fs'
import { Random } from '../../src/random.ts'
import { LINUX, type TcpSettings } from '../../src/tcp/settings.ts'
import { instant, milliseconds, seconds } from '../../src/units.ts'
import { type Flight, runDialogue } from '../fidelity/dialogue.ts'
import { modelRung, type Rung } from '../fidelity/ladder.ts'
import { steadyHost } from './host.ts'

export interface LossCase {
  /** The same for both samples of a case. */
  readonly name: string
  readonly sample: number
  readonly rttMs: number
  readonly drops: { readonly up: ReadonlySet<number>; readonly down: ReadonlySet<number> }
  readonly ladder: readonly Rung[]
}

const HEAD =
  /^(.*) \| RTT (\d+) ms \| lost C->S packet indices \[(.*)\] \| lost S->C packet indices \[(.*)\] \| sample (\d)$/
const ROW =
  /^\s*([\d.]+) (C->S|S->C) (\S+)\s+seq (\d+) ack (\d+) len (\d+)(?: D?SACK\[(\d+),(\d+)\))?( LOST)?$/

const indices = (list: string): ReadonlySet<number> =>
  new Set(list === '' ? [] : list.split(',').map(Number))

export const lossCases = (): readonly LossCase[] => {
  const file = new URL('../truth/single-losses.txt', import.meta.url)
  const [, ...blocks] = readFileSync(file, 'utf8').split('\n## ')
  return blocks.map((block) => {
    const [head = '', ...rows] = block.trim().split('\n')
    const [, title = '', rtt = '', up = '', down = '', sample = ''] = HEAD.exec(head) ?? []
    return {
      name: `${title}, RTT ${rtt} ms`,
      sample: Number(sample),
      rttMs: Number(rtt),
      drops: { up: indices(up), down: indices(down) },
      ladder: rows.map(rung),
    }
  })
}

const rung = (row: string): Rung => {
  const match = ROW.exec(row)
  if (match === null) throw new Error(`Expected a packet, found "${row}"`)
  const [, ms, direction, letters = '', seq, ack, length, left, right, lost] = match
  const block = left === undefined ? '' : ` [${left},${right})`
  return {
    ms: Number(ms),
    packet: `${direction} ${letters.padEnd(3)} seq ${seq} ack ${ack} len ${length}${block}`,
    lost: lost !== undefined,
  }
}

const REQUEST_AND_ANSWER: readonly Flight[] = [{ up: [300], down: 300 }]
const LEGACY: readonly Flight[] = [
  { up: [160], down: 450 },
  { up: [60], down: 50 },
  { up: [517], down: 3300 },
  { up: [80, 160], down: 400 },
  { up: [190], down: 140 },
  { up: [170], down: 110 },
  { up: [160], down: 350 },
  { up: [150], down: 200 },
  { up: [60], down: 110 },
]

/** The phase of the tick is the kernel's luck; that some timers are a tick late is switched off. */
export const modelLadder = (
  { rttMs, drops, ladder }: LossCase,
  phaseMs: number,
): readonly Rung[] => {
  const settings: TcpSettings = {
    ...LINUX,
    timers: { kind: 'linux', hz: 250, lateness: 0, phase: milliseconds(phaseMs) },
  }
  const delay = [{ kind: 'delay', delay: milliseconds(rttMs / 2) }] as const
  const { log } = runDialogue({
    flights: ladder.some(({ packet }) => packet.includes('len 450')) ? LEGACY : REQUEST_AND_ANSWER,
    link: { up: delay, down: delay },
    client: settings,
    server: settings,
    random: Random.seeded('single losses'),
    host: steadyHost,
    drops,
    until: instant(seconds(100)),
  })
  return log.map(modelRung)
}
