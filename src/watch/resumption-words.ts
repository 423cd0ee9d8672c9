/** What a server says of a resumption: that it succeeded, or why not (XEP-0198 §5). */

import type { XmlElement } from '../xml/xml.ts'
import { STANZA_ERRORS, STREAM_ERRORS } from '../xmpp/namespaces.ts'
import type { Observed } from './observed.ts'
import type { Holder, LeftSession, NewSession } from './past.ts'
import type { Surroundings } from './surroundings.ts'

export const hearResumed = (
  resumed: XmlElement,
  observed: Observed,
  { past, number, now, underWay }: Surroundings,
): void => {
  const id = observed.asked.resumption ?? ''
  observed.way = 'resumed'
  // Whose session it is has been here before, whoever has seen it.
  observed.kind = 'reconnect'
  observed.negotiated.management = 'resumed'
  observed.managementId = id
  const earlier = past.session(id)
  observed.address ??= earlier?.address
  observed.stanzas = Number(resumed.attribute('h') ?? 0)
  observed.handled = new Set(past.handled(id, observed.stanzas))
  past.attached(earlier ?? sessionOf(id, observed, 0), number, now)
  past.resumedFrom(id, observed.asked.acknowledged ?? 0)
  underWay.again = earlier === undefined ? Number.POSITIVE_INFINITY : past.unacknowledged(id)
}

export const hearRefusal = (failed: XmlElement, observed: Observed, around: Surroundings): void => {
  const { resumption } = observed.asked
  if (resumption === undefined) return
  const condition = conditionOf(failed)
  const reason = reasonOf(condition, observed.asked, around)
  refused(observed, reason === undefined ? condition : `${condition}, ${reason}`)
  const { past } = around
  const isKnown = past.session(resumption) !== undefined || past.wasClosed(resumption)
  if (isKnown) comesBack(resumption, observed, around)
}

/** It ends the stream (XEP-0198 §4), and is said of no session but one that there is. */
export const hearTooHigh = (observed: Observed, around: Surroundings): void => {
  const { resumption } = observed.asked
  if (resumption === undefined) return
  refused(observed, 'its h was above what the server had sent')
  comesBack(resumption, observed, around)
}

const refused = (observed: Observed, problem: string): void => {
  observed.negotiated.management = 'resumption-refused'
  observed.resumptionProblem = problem
  observed.waits.refused('resume')
}

/** Whose session it was, has been here before. */
const comesBack = (id: string, observed: Observed, around: Surroundings): void => {
  const left = around.past.session(id)
  if (left !== undefined) around.identified(returned(observed, left))
  observed.kind = 'reconnect'
}

/** In words, as far as earlier connections tell. */
const reasonOf = (
  condition: string,
  { resumption = '', acknowledged }: Observed['asked'],
  { past, now }: Surroundings,
): string | undefined => {
  // Of a request that was not understood, no session was looked for.
  if (condition === 'bad-request') {
    return acknowledged === undefined ? 'because its h was no number' : undefined
  }
  if (past.wasClosed(resumption)) return 'because the client had closed the session itself'
  const left = past.session(resumption)
  if (left === undefined) return undefined
  if (left.state.kind === 'lost' && left.state.until <= now) return 'because its time was over'
  switch (condition) {
    case 'undefined-condition':
      return 'because its h was below what the client had acknowledged before'
    case 'item-not-found':
      return 'which the server had given up'
    default:
      return undefined
  }
}

/** Whoever knows the id of a session is who has left it, unless it says who it is itself. */
export const returned = ({ holder }: Observed, left: LeftSession): Holder =>
  holder.client === '' ? left.holder : { account: left.holder.account, client: holder.client }

export const sessionOf = (
  id: string,
  { address = '', holder }: Observed,
  seconds: number,
): NewSession => ({
  id,
  address,
  holder,
  seconds,
})

/** Directly inside (the schema), or wrapped in `<error/>` (Prosody). */
export const conditionOf = (failed: XmlElement): string => {
  const inner = failed.child('error') ?? failed
  for (const child of inner.elements()) {
    if (child.namespace === STANZA_ERRORS || child.namespace === STREAM_ERRORS) return child.name
  }
  return 'no reason'
}
