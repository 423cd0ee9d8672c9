/**
 * One trial in full: the same attempt that a run counts, watched packet by packet. Watching
 * changes nothing: what is recorded is what would have been counted.
 */

import type { LinkEvent } from '../../link/event.ts'
import { describeProfile } from '../../profiles/describe.ts'
import type { PacketTrace, Trace, TraceEvent } from '../../record/trace.ts'
import type { LinkBody } from '../../stack/link-body.ts'
import { ACK, FIN, RST, type Segment, SYN } from '../../tcp/segment.ts'
import type { Failure } from '../../transport.ts'
import { recorded } from '../attempt-record.ts'
import { cellAt, type RunSpec, strategyName } from '../spec.ts'
import { prepareCell } from './prepare.ts'
import { StreamNotes } from './stream-notes.ts'
import { TrialRunner } from './trial.ts'

/** The trace of the run's first cell, or why its earlier session could not be run. */
export function traceTrial(spec: RunSpec, index: number): Trace | Failure {
  const cell = prepareCell(spec, 0)
  if ('code' in cell.earlier) return cell.earlier
  const events: TraceEvent[] = []
  const packets = new PacketLog()
  const notes = { up: new StreamNotes(), down: new StreamNotes() }
  const { outcome, endedAt } = new TrialRunner().attempt(cell, cell.earlier, index, {
    dialogue: (output, at) => {
      switch (output.kind) {
        case 'said':
        case 'heard':
          events.push({ kind: output.kind, end: 'client', at, xml: output.xml })
          return
        case 'waited':
        case 'reached':
          events.push({ ...output, at })
      }
    },
    stalled: (layer, at) => events.push({ kind: 'stalled', layer, at }),
    connection: {
      wrote: (direction, pieces) => {
        for (const piece of pieces) notes[direction].add(piece)
      },
    },
    link: (event) => packets.add(event, (body) => summaryOf(body, notes[event.direction])),
  })
  events.push({ kind: 'finished', outcome: recorded(cell.strategy, outcome), at: endedAt })
  const { choice, profile } = cellAt(spec, 0)
  return {
    strategy: strategyName(choice),
    profile: profile.name,
    seed: spec.seed,
    trial: index,
    description: describeProfile(profile),
    events: [...packets.traces(), ...events],
  }
}

type Entered = Omit<PacketTrace, 'fate'> & { fates: PacketTrace['fate'][] }

/** Joins what the link tells of a packet: that it entered, and each time what became of it. */
class PacketLog {
  readonly #entered = new Map<string, Entered>()

  add(event: LinkEvent<LinkBody>, summary: (body: LinkBody) => string): void {
    const key = `${event.direction} ${event.index}`
    switch (event.kind) {
      case 'entered':
        this.#entered.set(key, {
          kind: 'packet',
          direction: event.direction,
          sentAt: event.at,
          bytes: event.packet.size,
          summary: summary(event.packet.body),
          retransmission: event.packet.body.kind === 'tcp' && event.packet.body.retransmission,
          fates: [],
        })
        return
      case 'delivered':
        this.#entered.get(key)?.fates.push({ kind: 'arrived', at: event.at })
        return
      case 'dropped':
        this.#entered.get(key)?.fates.push({ kind: 'dropped', reason: event.reason })
    }
  }

  /** A duplicated packet gives a trace for each copy. */
  traces(): PacketTrace[] {
    return [...this.#entered.values()].flatMap(({ fates, ...packet }) =>
      fates.length === 0
        ? [{ ...packet, fate: { kind: 'in-flight' } as const }]
        : fates.map((fate) => ({ ...packet, fate })),
    )
  }
}

function summaryOf(body: LinkBody, notes: StreamNotes): string {
  if (body.kind === 'dns') return 'DNS'
  const { segment, arrives } = body
  const fate = arrives === undefined ? 'swallowed' : arrives === segment ? '' : 'stripped'
  const content = segment.length > 0 ? [notes.within(segment.seq, segment.length)] : []
  return [flagsOf(segment), ...content, ...optionsOf(segment), fate]
    .filter((part) => part !== '')
    .join(' · ')
}

function flagsOf({ flags, length }: Segment): string {
  const names: string[] = []
  if ((flags & SYN) !== 0) names.push('SYN')
  if ((flags & FIN) !== 0) names.push('FIN')
  if ((flags & RST) !== 0) names.push('RST')
  const bare = names.length > 0 || length === 0
  if ((flags & ACK) !== 0 && bare) names.push('ACK')
  return names.join('-')
}

function optionsOf({ sack, fastOpen }: Segment): readonly string[] {
  return [
    ...sack.map(({ left, right }) => `SACK ${left}–${right}`),
    ...(fastOpen === undefined ? [] : [fastOpen.kind === 'request' ? 'cookie?' : 'cookie']),
  ]
}
