/**
 * One trial as a capture file: the same attempt, or life, that a run counts, as a packet analyser at
 * one of the link's ends would have taken it down.
 */
import type { PrecededSettings } from '../../attach/simulated/preceded-connection.ts'
import { captureFile } from '../../capture/simulated/capture.ts'
import { type CaptureView, ConnectionCapture } from '../../capture/simulated/connection.ts'
import type { TrialOutcome } from '../../record/trial-record.ts'
import { overHttp, overSecured } from '../../strategies/over.ts'
import type { Failure } from '../../transport.ts'
import { type Bytes, bytes, type Instant, secondsText } from '../../units.ts'
import { recorded } from '../attempt-record.ts'
import { cellAt, type RunSpec, strategyName } from '../spec.ts'
import { AttemptCapture } from './attempt-capture.ts'
import type { Cell } from './cell.ts'
import { simulatedSettings } from './conditions.ts'
import type { Earlier } from './earlier.ts'
import type { LifeObserver } from './life-observer.ts'
import { prepareCell } from './prepare.ts'
import { TrialRunner } from './trial.ts'
import { endedUnlessAborted } from './under-way.ts'

export type CaptureChoice = Pick<CaptureView, 'at' | 'content'>

/**
 * The capture of a trial of the run's first cell, or why its earlier session could not be run; undefined
 * when its life was ended early.
 */
export async function captureTrial(
  spec: RunSpec,
  index: number,
  choice: CaptureChoice,
  application: string,
  signal: AbortSignal | undefined,
): Promise<Uint8Array | Failure | undefined> {
  const cell = prepareCell(spec, 0)
  const { earlier, course } = cell
  if ('code' in earlier) return earlier
  const view = viewOf(spec, choice)
  const { choice: strategy, profile, server } = cellAt(spec, 0)
  const where = `${strategyName(strategy)} to ${server.name} on ${profile.name}`
  const trial = `${where}, seed ${spec.seed}, trial ${index}`
  if (course === undefined) {
    const open = opener(spec, cell, view, index)
    const { connections, became } = attempted(cell, earlier, index, (place) =>
      open(place + 1, place),
    )
    return captureFile(view, connections, { application, comments: [trial, became] })
  }
  const capture = new LifeCapture(opener(spec, cell, view, index))
  const life = new TrialRunner().life({ cell, course, earlier }, index, () => capture.observer)
  if ((await endedUnlessAborted(life, signal)) === undefined) return undefined
  const place = `${course.scenario.name} by ${course.policy.name}`
  return captureFile(view, capture.connections, { application, comments: [`${trial}, ${place}`] })
}

/**
 * The connection of a single attempt's stream under this number, to stand in a file with others. Of an
 * attempt that makes no other.
 */
export function captureOf(
  spec: RunSpec,
  cell: Cell,
  index: number,
  choice: CaptureChoice,
  number: number,
): ConnectionCapture | Failure {
  if ('code' in cell.earlier) return cell.earlier
  const connection = opener(spec, cell, viewOf(spec, choice), index)(number, 0)
  attempted(cell, cell.earlier, index, () => connection)
  return connection
}

const viewOf = (spec: RunSpec, choice: CaptureChoice): CaptureView => ({
  ...choice,
  ip: spec.tcp.ip ?? 'ipv4',
})

function attempted(
  cell: Cell,
  earlier: Earlier,
  index: number,
  open: (place: number) => ConnectionCapture,
): { readonly connections: readonly ConnectionCapture[]; readonly became: string } {
  const { connections, observer } = new AttemptCapture(open)
  const { outcome, endedAt } = new TrialRunner().attempt(cell, earlier, index, observer)
  return { connections, became: outcomeText(recorded(cell.strategy, outcome), endedAt) }
}

/** All connections of a life, each in the order in which it began. */
class LifeCapture {
  readonly #attempts: AttemptCapture[] = []
  readonly #open: Open
  #opened = 0
  /** A connection's first packet is sent while its attempt is the last that has begun. */
  readonly #flows = new Map<number, AttemptCapture>()

  constructor(open: Open) {
    this.#open = open
  }

  readonly observer: LifeObserver = {
    seen: () => {},
    attempt: () => {
      const attempt = new AttemptCapture((place) => {
        this.#opened += 1
        return this.#open(this.#opened, place)
      })
      this.#attempts.push(attempt)
      return attempt.observer
    },
    finished: () => {},
    link: (event) => {
      const attempt = this.#flows.get(event.flow) ?? this.#attempts.at(-1)
      if (attempt === undefined) return
      this.#flows.set(event.flow, attempt)
      attempt.observer.link?.(event)
    },
  }

  get connections(): readonly ConnectionCapture[] {
    return this.#attempts.flatMap(({ connections }) => connections)
  }
}

const NOTHING_HELD = { ticket: undefined, cookie: undefined }
/** Of what settings have for TLS; a link's MTU decides nothing of it. */
const ANY_MTU: Bytes = bytes(1500)

/** `number`: of all connections, from 1; `place`: in its attempt, from 0. */
type Open = (number: number, place: number) => ConnectionCapture

function opener({ seed }: RunSpec, cell: Cell, view: CaptureView, index: number): Open {
  const { strategy, conditions, account } = cell
  const settings = simulatedSettings(strategy, conditions, NOTHING_HELD, account, ANY_MTU)
  const chain = connectionsOf(settings)
  // RFC 7395 §3.1: an address of the scheme wss, which a web server answers at.
  const usualPort = overHttp(strategy.over) ? HTTPS_PORT : undefined
  return (number, place) => {
    const {
      over,
      destinations,
      port = usualPort,
    } = chain[place] ?? { ...settings, port: undefined }
    return new ConnectionCapture(view, {
      ...{ number, port },
      security: strategy.over.kind !== 'tcp' ? overSecured(strategy).security : 'starttls',
      tls: over.kind === 'tls' ? over : undefined,
      domain: account.domain,
      destinations,
      seed: `${seed} ${index}`,
    })
  }
}

const HTTPS_PORT = 443
/** RFC 7301: of what is asked a web server before. */
const HTTP_ALPN = 'http/1.1'

type InChain = PrecededSettings & { readonly port: number | undefined }

/** All that an attempt makes, in the order in which it does. */
const connectionsOf = (settings: PrecededSettings): readonly InChain[] => {
  const { before, over } = settings
  const isWeb = over.kind === 'tls' && over.client.alpn === HTTP_ALPN
  const own = { ...settings, port: isWeb ? HTTPS_PORT : undefined }
  return before === undefined ? [own] : [...connectionsOf(before.settings), own]
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
