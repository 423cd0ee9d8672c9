/**
 * One trial as a capture file: the same attempt, or life, that a run counts, as a packet analyser at
 * one of the link's ends would have taken it down.
 */
import { captureFile } from '../../capture/simulated/capture.ts'
import { type CaptureView, ConnectionCapture } from '../../capture/simulated/connection.ts'
import type { TrialOutcome } from '../../record/trial-record.ts'
import { overSecured } from '../../strategies/over.ts'
import type { Failure } from '../../transport.ts'
import { type Bytes, bytes, type Instant, secondsText } from '../../units.ts'
import { recorded } from '../attempt-record.ts'
import { commentingOn } from '../dialogue-comments.ts'
import { cellAt, type RunSpec, strategyName } from '../spec.ts'
import type { AttemptObserver } from './attempt-observer.ts'
import type { Cell } from './cell.ts'
import { simulatedSettings } from './conditions.ts'
import type { Earlier } from './earlier.ts'
import type { LifeObserver } from './life-observer.ts'
import { prepareCell } from './prepare.ts'
import { TrialRunner } from './trial.ts'

export type CaptureChoice = Pick<CaptureView, 'at' | 'content'>

/** The capture of a trial of the run's first cell, or why its earlier session could not be run. */
export function captureTrial(
  spec: RunSpec,
  index: number,
  choice: CaptureChoice,
  application: string,
): Uint8Array | Failure {
  const cell = prepareCell(spec, 0)
  const { earlier, course } = cell
  if ('code' in earlier) return earlier
  const view = viewOf(spec, choice)
  const { choice: strategy, profile } = cellAt(spec, 0)
  const trial = `${strategyName(strategy)} on ${profile.name}, seed ${spec.seed}, trial ${index}`
  if (course === undefined) {
    const { connection, became } = attempted(
      cell,
      earlier,
      index,
      opener(spec, cell, view, index)(1),
    )
    return captureFile(view, [connection], { application, comments: [trial, became] })
  }
  const life = new LifeCapture(opener(spec, cell, view, index))
  new TrialRunner().life({ cell, course, earlier }, index, () => life.observer)
  const place = `${course.scenario.name} by ${course.policy.name}`
  return captureFile(view, life.connections, { application, comments: [`${trial}, ${place}`] })
}

/** The same of a single attempt as a connection with this number, to stand in a file with others. */
export function captureOf(
  spec: RunSpec,
  index: number,
  choice: CaptureChoice,
  number: number,
): ConnectionCapture | Failure {
  const cell = prepareCell(spec, 0)
  if ('code' in cell.earlier) return cell.earlier
  const connection = opener(spec, cell, viewOf(spec, choice), index)(number)
  return attempted(cell, cell.earlier, index, connection).connection
}

const viewOf = (spec: RunSpec, choice: CaptureChoice): CaptureView => ({
  ...choice,
  ip: spec.tcp.ip ?? 'ipv4',
})

function attempted(
  cell: Cell,
  earlier: Earlier,
  index: number,
  connection: ConnectionCapture,
): { readonly connection: ConnectionCapture; readonly became: string } {
  const { outcome, endedAt } = new TrialRunner().attempt(cell, earlier, index, observer(connection))
  return { connection, became: outcomeText(recorded(cell.strategy, outcome), endedAt) }
}

/** All connections of a life, each in the order in which it began. */
class LifeCapture {
  readonly connections: ConnectionCapture[] = []
  readonly #open: Open
  /** A connection's first packet is sent while its attempt is the last that has begun. */
  readonly #flows = new Map<number, ConnectionCapture>()

  constructor(open: Open) {
    this.#open = open
  }

  readonly observer: LifeObserver = {
    seen: () => {},
    attempt: () => {
      const connection = this.#open(this.connections.length + 1)
      this.connections.push(connection)
      return observer(connection)
    },
    finished: () => {},
    link: (event) => {
      const connection = this.#flows.get(event.flow) ?? this.connections.at(-1)
      if (connection === undefined) return
      this.#flows.set(event.flow, connection)
      connection.link(event)
    },
  }
}

const NOTHING_HELD = { ticket: undefined, cookie: undefined }
/** Of what settings have for TLS; a link's MTU decides nothing of it. */
const ANY_MTU: Bytes = bytes(1500)

type Open = (number: number) => ConnectionCapture

function opener({ seed }: RunSpec, cell: Cell, view: CaptureView, index: number): Open {
  const { strategy, conditions, account } = cell
  const { over } = simulatedSettings(strategy, conditions, NOTHING_HELD, account.domain, ANY_MTU)
  return (number) =>
    new ConnectionCapture(view, {
      number,
      security: strategy.over.kind !== 'tcp' ? overSecured(strategy).security : 'starttls',
      tls: over.kind === 'tls' ? over : undefined,
      domain: account.domain,
      seed: `${seed} ${index}`,
    })
}

function observer(connection: ConnectionCapture): AttemptObserver {
  const { comments } = connection
  return {
    dialogue: commentingOn(comments),
    stalled: (layer, at) => comments.stalled(layer, at),
    connection: { wrote: (direction, pieces) => connection.wrote(direction, pieces) },
    link: (event) => connection.link(event),
  }
}

function outcomeText(outcome: TrialOutcome, at: Instant): string {
  const when = `after ${secondsText(at)} s`
  switch (outcome.kind) {
    case 'ready':
      return `ready ${when}`
    case 'ready-by-fallback':
      return `ready ${when}, by a fallback: ${outcome.fallback}`
    case 'failed':
      return `failed ${when}: ${outcome.code}`
  }
}
