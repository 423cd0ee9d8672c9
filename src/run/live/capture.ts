/**
 * The trials of a live run as a capture: the simulated link's packets with the real octets of TLS, as
 * the client has them. Each trial has a clock of its own; in the file they stand one behind the other.
 *
 * No keys unless they are asked for: with them whoever has the file reads what the real account said.
 */
import { type CapturePart, captureFile } from '../../capture/simulated/capture.ts'
import { type CaptureView, ConnectionCapture } from '../../capture/simulated/connection.ts'
import type { Security } from '../../strategies/over.ts'
import type { IpVersion } from '../../tcp/settings.ts'
import { clear } from '../../tls/piece.ts'
import {
  between,
  type Duration,
  type Instant,
  plus,
  START,
  seconds,
  sum,
  ZERO,
} from '../../units.ts'
import { commentingOn } from '../dialogue-comments.ts'
import type { LiveObserver } from './attempt.ts'

export interface LiveCaptureOptions {
  readonly ip: IpVersion
  readonly domain: string
  readonly keys: boolean
}

/** What takes one trial down. */
export interface CapturedTrial extends Pick<LiveObserver, 'dialogue' | 'connection'> {
  readonly link: NonNullable<LiveObserver['link']>
  /** The trial was over at this moment of its own time. */
  readonly end: (at: Instant) => void
}

/** Of so many; a capture is to be looked at. */
const CONNECTIONS_MAX = 1_000
/** In the file, from one trial's end to the next one's beginning. */
const PAUSE = seconds(1)

export class LiveCapture {
  readonly #options: LiveCaptureOptions
  readonly #view: CaptureView
  readonly #parts: CapturePart[] = []
  #connections = 0
  #offset: Duration = ZERO

  constructor(options: LiveCaptureOptions) {
    this.#options = options
    this.#view = { at: 'client', ip: options.ip, content: 'encrypted' }
  }

  /** A trial begins; undefined: there are enough. */
  begin(security: Security): CapturedTrial | undefined {
    if (this.#connections === CONNECTIONS_MAX) return undefined
    this.#connections += 1
    const number = this.#connections
    const { domain, keys } = this.#options
    const capture = new ConnectionCapture(this.#view, {
      number,
      security,
      tls: undefined,
      domain,
      seed: `live ${number}`,
    })
    let isOver = false
    return {
      dialogue: commentingOn(capture.comments),
      connection: {
        wrote: (direction, octets) => capture.wrote(direction, [clear(octets)]),
        ...(keys ? { revealed: (line: string) => capture.reveal(line) } : {}),
      },
      link: (event) => {
        if (!isOver) capture.link(event)
      },
      end: (at) => {
        isOver = true
        this.#parts.push(shifted(capture, this.#offset))
        this.#offset = sum(this.#offset, sum(between(START, at), PAUSE))
      },
    }
  }

  /** The octets of a pcapng file. */
  file(application: string, command: string): Uint8Array {
    return captureFile(this.#view, this.#parts, { application, comments: [command] })
  }
}

const shifted = (capture: ConnectionCapture, by: Duration): CapturePart => ({
  get secrets() {
    return capture.secrets
  },
  packets: () => capture.packets().map((packet) => ({ ...packet, at: plus(packet.at, by) })),
})
