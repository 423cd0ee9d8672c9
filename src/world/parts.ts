/** What a world is made of: what happens, to whom, and how connections come about. */
import type { Life } from '../client/life.ts'
import type { VirtualClock } from '../clock/virtual.ts'
import type { LifeEvent } from '../record/traced-life.ts'
import type { Timeline } from '../scenario/timeline.ts'
import type { Duration } from '../units.ts'
import type { XmlElement } from '../xml/xml.ts'
import type { Contact, Hear } from './contact.ts'
import type { Access, Network } from './network.ts'
import type { Correspondents } from './post.ts'

export interface WorldParts {
  readonly clock: VirtualClock
  readonly network: Network
  /** What a profile is for this trial, by its name. */
  readonly accessOf: (profile: string) => Access
  readonly timeline: Timeline
  readonly life: Life
  readonly correspondents: Correspondents
  /** How long an episode is given from the network's return, and the last message. */
  readonly patience: Duration
  /** The connection of an attempt. */
  readonly connect: (attempt: LifeAttempt, hear: Hear) => Contact
  readonly server: Far
  /** The attempt of this number is given up. */
  readonly letGo: (number: number) => void
  /** Told what there is to see. */
  readonly observe?: ((event: LifeEvent) => void) | undefined
}

export interface LifeAttempt {
  /** From 1. */
  readonly number: number
  /** Which of the device's addresses it is made from, from 0. */
  readonly address: number
}

/** The server, as the peer, its operator and an all-knowing observer see it. */
export interface Far {
  /** The peer sends something; says whether it went to a session. */
  readonly deliver: (message: XmlElement) => boolean
  /** Whether it keeps it, to be sent again. */
  readonly holds: (message: XmlElement) => boolean
  /** It goes down, and is there again. */
  readonly stop: (sessions: 'kept' | 'lost') => void
  readonly start: () => void
}
