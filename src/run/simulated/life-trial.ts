/**
 * One life as a trial: the same first attempt as that of a trial in which nothing happens, with the
 * same luck, and then everything that the scenario has for it.
 *
 * The client comes back by the same strategy each time, from what the last stream that was ready
 * left behind; what it holds of tickets, cookies and tokens is what it really got.
 */

import { Life } from '../../client/life.ts'
import type { VirtualClock } from '../../clock/virtual.ts'
import { Link } from '../../link/link.ts'
import type { TrialLink } from '../../profiles/draw.ts'
import type { Random } from '../../random.ts'
import { drawTimeline } from '../../scenario/timeline.ts'
import type { LinkBody } from '../../stack/link-body.ts'
import { hasSeveralAddresses } from '../../strategies/over.ts'
import { Network } from '../../world/network.ts'
import type { Far } from '../../world/parts.ts'
import { World } from '../../world/world.ts'
import type { XmlElement } from '../../xml/xml.ts'
import type { Domain } from '../../xmpp/server/domain.ts'
import type { Cell, CellCourse } from './cell.ts'
import type { Earlier } from './earlier.ts'
import type { LifeObserver } from './life-observer.ts'
import { Returning } from './returning.ts'
import { LifeUnderWay } from './under-way.ts'

/** Who sits at the server, on the other side of the conversation. */
const PEER = { user: 'bob', resource: 'desk' }

/** `random`: of the trial. */
export function beginLife(
  { cell, course, earlier }: LifeParts,
  drawn: TrialLink,
  clock: VirtualClock,
  random: Random,
  observer?: LifeObserver,
): LifeUnderWay {
  const { account, conditions, strategy } = cell
  const { scenario, policy } = course
  const peer = earlier.peer.fork()
  const { domain } = peer
  if (domain === undefined) throw new Error('Expected a server that knows its users, got a script')
  const link = new Link<LinkBody>({
    settings: drawn.link,
    clock,
    random: random.fork('link'),
    ...(observer === undefined ? {} : { observe: observer.link }),
  })
  const network = new Network({ link, access: drawn, clock })
  const client = new Returning({ cell, earlier, peer, network, link, clock, random, observer })
  const world = new World({
    clock,
    network,
    accessOf: (profile) => course.drawLink(profile, random.fork(`profile ${profile}`)),
    timeline: drawTimeline(scenario, random.fork('timeline')),
    life: new Life({
      policy,
      random: random.fork('policy'),
      domain: account.domain,
      patience: conditions.timeout,
      addresses: hasSeveralAddresses(strategy) ? 'several' : 'one',
    }),
    correspondents: {
      client: `${account.local}@${account.domain}`,
      peer: `${PEER.user}@${account.domain}/${PEER.resource}`,
      mark: 'm',
    },
    patience: conditions.timeout,
    connect: (attempt, hear) => client.connect(attempt, hear),
    server: {
      ...keeper(domain, account.local, clock, strategy.said.cached.includes('state')),
      stop: (sessions) => {
        domain.restart(sessions, clock.now())
        client.serverStopped()
      },
      start: () => join(),
    },
    letGo: (number) => client.letGo(number),
    observe: observer?.seen,
  })
  domain.watch = { takenOut: (message, address) => world.takenOut(message, address) }
  domain.makeAvailable(account.local)
  const join = () => domain.join(PEER.user, PEER.resource, (stanza) => world.peerHears(stanza))
  join()
  world.begin()
  return new LifeUnderWay(world, () => {
    const life = world.end()
    return { ...client.firstAttempt, life }
  })
}

export interface LifeParts {
  readonly cell: Cell
  readonly course: CellCourse
  readonly earlier: Earlier
}

/** `asks`: whether the client asks the archive when it comes back. */
const keeper = (
  domain: Domain,
  user: string,
  clock: VirtualClock,
  asks: boolean,
): Pick<Far, 'deliver' | 'holds'> => ({
  deliver: (message) => domain.deliver(user, message, clock.now()) === 'delivered',
  holds: (message) => keptBy(domain, user, asks).some((kept) => isSame(kept, message)),
})

/** What was sent to a user's sessions and not acknowledged, and what waits for the next one. */
const keptBy = (domain: Domain, user: string, asks: boolean): readonly XmlElement[] => [
  ...domain.offline.of(user),
  ...(asks ? domain.archive.of(user) : []),
  ...domain.sessions
    .of(user)
    .flatMap(({ management }) =>
      management.kind === 'on' ? management.ledger.unacknowledged : [],
    ),
]

/** It may have been stamped on the way. */
const isSame = (kept: XmlElement, message: XmlElement): boolean =>
  kept.name === 'message' && kept.attribute('id') === message.attribute('id')
