/**
 * What each happening of a timeline does to a device, its network, its connections and its server.
 *
 * A device that sleeps keeps its network: what arrives is acknowledged by its TCP, and nobody looks
 * at it. While a server is down nothing reaches it.
 */
import type { LifeInput } from '../client/signals.ts'
import type { LinkSettings } from '../link/settings.ts'
import type { Happening, Told } from '../scenario/happening.ts'
import { type Duration, ZERO } from '../units.ts'
import type { Contact } from './contact.ts'
import type { Network } from './network.ts'

/** What happenings happen to. */
export interface Stage {
  readonly network: Network
  /** What a profile is for this trial, by its name. */
  readonly linkOf: (profile: string) => LinkSettings
  /** All connections that were ever opened. */
  readonly contacts: readonly Contact[]
  /** From now on nothing works, until as many have mended as have broken it. */
  readonly broke: () => void
  readonly mended: () => void
  readonly after: (delay: Duration, task: () => void) => void
  /** The operating system or the device tells the client. */
  readonly tell: (input: LifeInput) => void
  readonly restartServer: (sessions: 'kept' | 'lost') => void
}

export function happen(happening: Happening, stage: Stage): void {
  const { network, contacts, broke, mended, after } = stage
  switch (happening.kind) {
    case 'outage':
      interrupt(happening.lasts, stage, () => told(happening.told, stage))
      return
    case 'hold': {
      const lift = network.lay({ kind: 'hold', start: ZERO, duration: happening.lasts })
      after(happening.lasts, lift)
      return
    }
    case 'address-change': {
      const { profile } = happening
      for (const contact of contacts) contact.cut()
      interrupt(happening.lasts, stage, () => {
        for (const contact of contacts) contact.cut()
        if (profile !== undefined) network.move(stage.linkOf(profile))
        told(happening.told, stage)
      })
      return
    }
    case 'profile-change':
      network.move(stage.linkOf(happening.profile))
      return
    case 'forgotten':
      broke()
      for (const contact of contacts) {
        if (happening.by === 'silence') contact.cut()
        else contact.reset()
      }
      mended()
      return
    case 'asleep':
      broke()
      stage.tell({ kind: 'slept' })
      after(happening.lasts, () => {
        stage.tell({ kind: 'woke' })
        mended()
      })
      return
    case 'server-restart':
      for (const contact of contacts) contact.orphan()
      stage.restartServer(happening.sessions)
      interrupt(happening.lasts, stage, () => {})
  }
}

/** Nothing passes for a while; `then` it is as it was. */
function interrupt(lasts: Duration, stage: Stage, then: () => void): void {
  const { network, broke, mended, after } = stage
  broke()
  const lift = network.lay({ kind: 'outage', start: ZERO, duration: lasts })
  after(lasts, () => {
    lift()
    mended()
    then()
  })
}

function told(by: Told, { after, tell }: Stage): void {
  if (by.kind === 'after') after(by.after, () => tell({ kind: 'network' }))
}
