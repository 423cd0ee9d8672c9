/**
 * One life at a real server: the same world, timeline and client as in a simulated one, in virtual time
 * that stands still for whatever the server, its sessions and the peer take in real time.
 */
import { Hurry } from '../../../attach/live/hurry.ts'
import { Life } from '../../../client/life.ts'
import { VirtualClock } from '../../../clock/virtual.ts'
import { Link } from '../../../link/link.ts'
import { linkFor } from '../../../profiles/draw.ts'
import type { ResolvedProfile } from '../../../profiles/resolve.ts'
import type { Random } from '../../../random.ts'
import type { TrialRecord } from '../../../record/trial-record.ts'
import { drawTimeline } from '../../../scenario/timeline.ts'
import type { LinkBody } from '../../../stack/link-body.ts'
import { hasSeveralAddresses } from '../../../strategies/over.ts'
import type { Strategy } from '../../../strategies/strategy.ts'
import { milliseconds } from '../../../units.ts'
import { Network } from '../../../world/network.ts'
import type { Far } from '../../../world/parts.ts'
import { World } from '../../../world/world.ts'
import type { XmlElement } from '../../../xml/xml.ts'
import type { Account } from '../../../xmpp/account.ts'
import { archivedIn } from '../../../xmpp/archived.ts'
import type { Memory } from '../../../xmpp/dialogue/memory.ts'
import type { ReadyStream } from '../../../xmpp/dialogue/ready-stream.ts'
import type { AttemptOutcome } from '../../attempt-record.ts'
import type { Course } from '../../spec.ts'
import type { LiveContact } from '../contact.ts'
import type { LiveHost } from '../host.ts'
import type { LiveHeld } from '../settings.ts'
import type { Correspondent } from './correspondent.ts'
import { Mail } from './mail.ts'
import { LiveReturning } from './returning.ts'
import { SessionWindow } from './window.ts'

export interface LifeParts {
  readonly host: LiveHost
  readonly strategy: Strategy
  readonly account: Account
  readonly course: Course
  readonly profile: ResolvedProfile
  /** What the earlier session has left. */
  readonly memory: Memory
  readonly held: LiveHeld
  /** Who writes, and is written to; undefined: there are no messages. */
  readonly peer: Correspondent | undefined
  /** Of the trial. */
  readonly random: Random
  /** What the ids of messages begin with, so that those of another life are nobody's. */
  readonly mark: string
}

export interface LivedThrough {
  readonly record: TrialRecord
  /** Of the first attempt. */
  readonly outcome: AttemptOutcome
  /** What the client was last ready with. */
  readonly stream: ReadyStream | undefined
  /** Why it could not be lived to its end, in words. */
  readonly obstacle: string | undefined
}

export async function liveThrough(parts: LifeParts): Promise<LivedThrough> {
  const { host, account, course, profile, peer, random } = parts
  const { scenario, policy } = course
  const clock = new VirtualClock()
  const drawn = linkFor(profile, random.fork('profile'))
  const link = new Link<LinkBody>({ settings: drawn.link, clock, random: random.fork('link') })
  const network = new Network({ link, access: drawn, clock })
  const mail = new Mail()
  const window = new SessionWindow(
    { virtual: clock, real: host.real },
    host.spec.limits.hurry ?? new Hurry(),
  )
  const client = new LiveReturning({ ...parts, policy, network, link, clock, mail, window })
  const patience = milliseconds(host.spec.timeoutMs)
  const address = `${account.local}@${account.domain}`
  const world = new World({
    clock,
    network,
    accessOf: (name) => linkFor(profileNamed(course, name), random.fork(`profile ${name}`)),
    timeline: drawTimeline(scenario, random.fork('timeline')),
    life: new Life({
      policy,
      random: random.fork('policy'),
      domain: account.domain,
      patience,
      addresses: hasSeveralAddresses(parts.strategy) ? 'several' : 'one',
    }),
    correspondents: { client: address, peer: peer?.address ?? address, mark: parts.mark },
    patience,
    connect: (attempt, hear) =>
      client.connect(attempt, (news, now) => {
        if (news.kind === 'arrived') mail.done(idOf(archivedIn(news.stanza) ?? news.stanza))
        hear(news, now)
      }),
    server: atServer(mail, peer, client),
    letGo: (number) => client.letGo(number),
    observe: (event) => window.seen(event),
  })
  if (peer !== undefined) {
    peer.receive = (message) => {
      if (message.attribute('type') === 'error') mail.done(idOf(message))
      else mail.arrived(idOf(message))
      world.peerHears(message)
      for (const contact of client.contacts) contact.look()
    }
  }
  await throughout(world, client, window, peer)
  const obstacle = window.obstacle
  await leave(client.contacts)
  const life = world.end()
  const { record, outcome } = client.firstAttempt
  return { record: { ...record, life }, outcome, stream: client.stream, obstacle }
}

/** Step by step, with a stop before each for what takes real time. */
async function throughout(
  world: World,
  client: LiveReturning,
  window: SessionWindow,
  peer: Correspondent | undefined,
): Promise<void> {
  world.begin()
  while (window.obstacle === undefined && !window.isGivenUp) {
    await peer?.sending
    for (const contact of client.contacts) await contact.stand()
    world.settle()
    if (!world.step()) return
  }
}

/** The streams that are open are closed, the others are gone. */
async function leave(contacts: readonly LiveContact[]): Promise<void> {
  for (const contact of contacts.slice(0, -1)) contact.lose()
  const last = contacts.at(-1)
  if (last === undefined) return
  if (last.state === 'whole') await last.close()
  else last.lose()
}

const atServer = (mail: Mail, peer: Correspondent | undefined, client: LiveReturning): Far => ({
  deliver: (message) => {
    mail.given(idOf(message))
    peer?.send(message)
    return client.stream !== undefined
  },
  holds: (message) => mail.holds(idOf(message)),
  stop: neverStopped,
  start: neverStopped,
})

const idOf = (message: XmlElement): string => message.attribute('id') ?? ''

function profileNamed({ profiles, scenario }: Course, name: string): ResolvedProfile {
  const profile = profiles[name]
  if (profile === undefined) throw new Error(`${scenario.name}: no profile "${name}"`)
  return profile
}

const neverStopped = (): never => {
  throw new Error('Expected a server that goes on: nobody here restarts a real one')
}
