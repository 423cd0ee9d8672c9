/**
 * Replaying what was lost: the packets that a logged connection lost, by index and direction,
 * are dropped in the model, and the two endings are compared.
 */
import { Random } from '../../src/random.ts'
import type { TcpSettings } from '../../src/tcp/settings.ts'
import { toMilliseconds } from '../../src/units.ts'
import { sampledHost } from '../tcp/host.ts'
import type { Calibration } from './calibration.ts'
import { runTrial, settingsFor } from './cell-run.ts'
import type { DialogueResult } from './dialogue.ts'
import { firstDifference, kernelRung, modelRung } from './ladder.ts'
import { type Cell, type LoggedPacket, loggedConnections } from './truth.ts'

const RESET = 4
const DIRECTION = 1
const FLAGS = 2
const LENGTH = 5
const FATE = 6
const DOWN = 1

export interface Replay {
  readonly index: number
  readonly losses: number
  /** When the last data of the last answer entered the link, milliseconds. */
  readonly kernelMs: number
  readonly modelMs: number
  readonly kernel: readonly LoggedPacket[]
  readonly model: DialogueResult
}

/** The same losses on a link that is otherwise quiet; only for cells of constant delay. */
export const replayCell = (
  cell: Cell,
  base: TcpSettings,
  calibration: Calibration,
  seed = 'replay',
): readonly Replay[] => {
  const quiet: Cell = {
    ...cell,
    link: {
      up: cell.link.up.filter(({ kind }) => kind !== 'loss' && kind !== 'burst-loss'),
      down: cell.link.down.filter(({ kind }) => kind !== 'loss' && kind !== 'burst-loss'),
    },
  }
  const settings = settingsFor(cell, base)
  const random = Random.seeded(seed).fork(cell.name)
  return loggedConnections(cell).map((kernel, index) => {
    const drops = lostPackets(kernel)
    const trial = random.fork(index)
    const host = sampledHost(calibration.samples, trial.fork('processing'))
    const model = runTrial(quiet, settings, trial, host, drops)
    const ending = lastAnswer(model.log.map((entry) => asLogged(entry)))
    return {
      index,
      losses: drops.up.size + drops.down.size,
      kernelMs: lastAnswer(kernel),
      modelMs: model.finishedAt === undefined ? Number.NaN : ending,
      kernel,
      model,
    }
  })
}

export interface ReplayShare {
  readonly name: string
  readonly connections: number
  /** With at least one loss. */
  readonly disturbed: number
  /** Ending within 40 ms of the kernel's. */
  readonly close: number
  /** With the same packets in the same order. */
  readonly same: number
}

/** RTO granularity at 250 Hz is 32 ms between 252 ms and 2 s, and every timer has its own luck. */
export const CLOSE_MS = 40

export const shareOf = (cell: Cell, replays: readonly Replay[]): ReplayShare => ({
  name: cell.name,
  connections: replays.length,
  disturbed: replays.filter(({ losses }) => losses > 0).length,
  close: replays.filter(({ kernelMs, modelMs }) => Math.abs(kernelMs - modelMs) <= CLOSE_MS).length,
  same: replays.filter(
    ({ kernel, model }) => firstDifference(kernel.map(kernelRung), model.log.map(modelRung)) < 0,
  ).length,
})

const lostPackets = (
  packets: readonly LoggedPacket[],
): { readonly up: ReadonlySet<number>; readonly down: ReadonlySet<number> } => {
  const lost = [new Set<number>(), new Set<number>()] as const
  const counts = [0, 0]
  for (const packet of packets) {
    const direction = packet[DIRECTION] === DOWN ? 1 : 0
    if (packet[FATE] !== 0) lost[direction].add(counts[direction] ?? 0)
    counts[direction] = (counts[direction] ?? 0) + 1
  }
  return { up: lost[0], down: lost[1] }
}

const asLogged = (entry: DialogueResult['log'][number]): LoggedPacket => [
  toMilliseconds(entry.at),
  entry.direction === 'down' ? DOWN : 0,
  entry.segment.flags,
  entry.segment.seq,
  entry.segment.ack,
  entry.segment.length,
  entry.lost ? 1 : 0,
]

/** The client resets when it has read everything: the end of the dialogue. */
const lastAnswer = (packets: readonly LoggedPacket[]): number => {
  for (let i = packets.length - 1; i >= 0; i -= 1) {
    const packet = packets[i]
    if (packet === undefined) continue
    if (((packet[FLAGS] ?? 0) & RESET) !== 0 && packet[DIRECTION] !== DOWN) return packet[0] ?? 0
    if (packet[DIRECTION] === DOWN && (packet[LENGTH] ?? 0) > 0) return packet[0] ?? 0
  }
  return Number.NaN
}
