/**
 * What each happening of a timeline does to a device, its network, its connections and its server.
 *
 * A device that sleeps keeps its network: what arrives is acknowledged by its TCP, and nobody looks
 * at it before it wakes. (Left out: a TLS handshake that is under way goes on without its process.) A server that is down is a process: its host closes the sockets that it had, and refuses new
 * connections until it is back.
 */
import type { LifeInput } from '../client/signals.ts'
import type { Happening, Told } from '../scenario/happening.ts'
import type { Duration, Instant } from '../units.ts'
import type { Crossing } from './contact.ts'
import { standInTheWay } from './idle-middlebox.ts'
import type { Access, Network } from './network.ts'

/** What happenings happen to. */
export interface Stage {
  readonly network: Network
  /** What a profile is for this trial, by its name. */
  readonly accessOf: (profile: string) => Access
  /** All connections that have been opened by now, or those of them that are not gone. */
  readonly contacts: () => readonly Crossing[]
  /** What is opened from now on comes from another address. */
  readonly changeAddress: () => void
  /** From now on nothing works, until as many have mended as have broken it. */
  readonly broke: (taken: Taken) => void
  readonly mended: () => void
  readonly after: (delay: Duration, task: () => void) => void
  readonly now: () => Instant
  /** Until when the life goes on at least. */
  readonly until: Instant
  /** The operating system or the device tells the client. */
  readonly tell: (input: DeviceInput) => void
  readonly server: {
    /** From now on nobody listens there; what becomes of its sessions. */
    readonly stop: (sessions: 'kept' | 'lost') => void
    readonly start: () => void
  }
}

/** Whether connections that there are end with it, though it may be that no client is told. */
type Taken = 'nothing' | 'connections'

/** What a device tells a client. */
type DeviceInput = Extract<LifeInput, { readonly kind: 'network' | 'slept' | 'woke' }>

export function happen(happening: Happening, stage: Stage): void {
  const { network, contacts, broke, mended, after, tell } = stage
  switch (happening.kind) {
    case 'outage':
      interrupt('nothing', happening.lasts, stage, () => told(happening.told, stage))
      return
    case 'hold':
      network.hold(happening.lasts)
      return
    case 'address-change': {
      const { profile } = happening
      for (const contact of contacts()) contact.cut('address-gone')
      interrupt('connections', happening.lasts, stage, () => {
        for (const contact of contacts()) contact.cut('address-gone')
        stage.changeAddress()
        if (profile !== undefined) network.move(stage.accessOf(profile))
        told(happening.told, stage)
      })
      return
    }
    case 'profile-change':
      network.move(stage.accessOf(happening.profile))
      return
    case 'forgotten':
      broke('connections')
      for (const contact of contacts()) {
        contact.cut(happening.by === 'silence' ? 'forgotten' : 'reset')
      }
      mended()
      return
    case 'idle-middlebox':
      standInTheWay(happening, stage)
      return
    case 'asleep':
      broke('nothing')
      fallAsleep(stage)
      after(happening.lasts, () => {
        for (const contact of contacts()) contact.wake()
        tell({ kind: 'woke', by: happening.budget === undefined ? 'user' : 'push' })
        mended()
        if (happening.budget !== undefined) after(happening.budget, () => fallAsleep(stage))
      })
      return
    case 'server-restart':
      broke('connections')
      for (const contact of contacts()) contact.orphan()
      stage.server.stop(happening.sessions)
      after(happening.lasts, () => {
        stage.server.start()
        mended()
      })
  }
}

/** Nothing passes for a while; `then` it is as it was. */
function interrupt(taken: Taken, lasts: Duration, stage: Stage, then: () => void): void {
  const { network, broke, mended, after } = stage
  broke(taken)
  const open = network.shut()
  after(lasts, () => {
    open()
    mended()
    then()
  })
}

function fallAsleep({ contacts, tell }: Stage): void {
  for (const contact of contacts()) contact.sleep()
  tell({ kind: 'slept' })
}

function told(by: Told, { after, tell }: Stage): void {
  if (by.kind === 'after') after(by.after, () => tell({ kind: 'network' }))
}
