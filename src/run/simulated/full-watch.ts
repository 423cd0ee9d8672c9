/** Takes down everything about one attempt, until it is over. */
import type { LinkEvent } from '../../link/event.ts'
import type { TraceEvent } from '../../record/trace.ts'
import type { TrialOutcome } from '../../record/trial-record.ts'
import type { LinkBody } from '../../stack/link-body.ts'
import type { Instant } from '../../units.ts'
import type { AttemptObserver } from './attempt-observer.ts'
import { type Notes, PacketLog } from './packet-log.ts'
import { StreamNotes } from './stream-notes.ts'

export class AttemptWatch {
  readonly #events: TraceEvent[] = []
  readonly #packets = new PacketLog()
  /** By flow: an attempt may make several connections. */
  readonly #notes = new Map<number, Notes>()
  /** What follows at the same instant still belongs to the attempt. */
  #end: Extract<TraceEvent, { readonly kind: 'finished' }> | undefined

  readonly observer: AttemptObserver = {
    dialogue: (output, at) => {
      if (this.#isOver(at)) return
      switch (output.kind) {
        case 'said':
        case 'heard':
          this.#events.push({ kind: output.kind, end: 'client', at, xml: output.xml })
          return
        case 'waited':
        case 'reached':
          this.#events.push({ ...output, at })
      }
    },
    stalled: (layer, at) => {
      if (!this.#isOver(at)) this.#events.push({ kind: 'stalled', layer, at })
    },
    connection: {
      wrote: (direction, pieces, flow) => {
        for (const piece of pieces) this.#notesOf(flow)[direction].add(piece)
      },
    },
    link: (event: LinkEvent<LinkBody>) => {
      if (!this.#isOver(event.at)) this.#packets.add(event, this.#notesOf(event.flow))
    },
  }

  #notesOf(flow: number): Notes {
    const notes = this.#notes.get(flow) ?? { up: new StreamNotes(), down: new StreamNotes() }
    this.#notes.set(flow, notes)
    return notes
  }

  finished(outcome: TrialOutcome, at: Instant): void {
    this.#end = { kind: 'finished', outcome, at }
  }

  #isOver(at: Instant): boolean {
    return this.#end !== undefined && at > this.#end.at
  }

  /** In any order. */
  get events(): readonly TraceEvent[] {
    const end = this.#end === undefined ? [] : [this.#end]
    return [...this.#packets.traces(), ...this.#events, ...end]
  }
}
