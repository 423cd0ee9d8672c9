/**
 * The end of every script that gets through: the same state, whichever way led there. Stream
 * management is part of it wherever the server offers it, unless the way does without. What a
 * client restores comes behind it.
 */

import { element } from '../../xml/xml.ts'
import type { ReadyStream } from '../dialogue/ready-stream.ts'
import type { Script } from '../dialogue/script.ts'
import { CSI } from '../namespaces.ts'
import { revokeUnused } from './client-access.ts'
import { restore } from './restore.ts'
import { fail, reached, say } from './say.ts'
import type { Talk } from './talk.ts'

export function* ready(talk: Talk): Script<ReadyStream> {
  const { way, address, sm, carbons, features, token, authentication } = talk
  if (way === 'neither' || address === '') {
    return yield* fail('bind-failed', 'expected a session, found none bound or resumed')
  }
  if (sm === undefined && talk.management === 'not-known') {
    return yield* fail('feature-missing', 'expected stream management to be on')
  }
  if (talk.account.carbons && !carbons) {
    return yield* fail('feature-missing', 'expected carbons to be on')
  }
  yield* reached('ready')
  if (wantsRest(talk)) yield* say('sm', element('inactive', CSI))
  // A new session takes over what the lost one may not have delivered.
  for (const message of talk.undelivered) yield* say('sm', message)
  const mechanism = talk.mechanism?.name ?? ''
  const { state } = talk
  if (state !== undefined) yield* restore(talk, state)
  if (talk.manner.access === 'revoked') yield* revokeUnused(talk.account)
  const kept = authentication?.keeps?.() ?? talk.memory.kept
  return { way, address, mechanism, features, sm, carbons, token, kept, state }
}

/**
 * A resumed session is active again, whatever it was before (XEP-0352 §5), and so is one that
 * was bound the legacy way. Nobody answers, so nobody waits.
 */
const wantsRest = ({ account, takenFor, csi, offered }: Talk): boolean =>
  account.activity === 'inactive' &&
  takenFor === 'active' &&
  (csi === 'offered' || offered?.sasl2?.bind2Inline.includes(CSI) === true)
