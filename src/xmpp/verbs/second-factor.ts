/**
 * TOTP (XEP-0400) as a task: the code goes at once with the choice of the task, one wait, or when
 * the server asks for it, two. The XEP was written before tasks had a form: the code, or the
 * question for it, stands here as the text of `<totp/>` in its namespace.
 *
 * Left out: the time that a person takes to read a code off a device.
 */
import { timeCode } from '../../sasl/one-time-code.ts'
import { toMilliseconds } from '../../units.ts'
import { element, type XmlElement } from '../../xml/xml.ts'
import type { Script } from '../dialogue/script.ts'
import { MFA } from '../namespaces.ts'
import type { Exchange } from './flight.ts'
import { elapsed, fail } from './say.ts'
import type { Talk } from './talk.ts'
import { hearOutcome, hearTaskData, sayNext, sayTaskData } from './tasks.ts'

const TOTP = 'TOTP'

/** `<next/>` with the code inside. */
export const codeAtOnce: Exchange = {
  *say(talk) {
    yield* sayNext(talk, TOTP, yield* code(talk))
  },
  hear: hearOutcome,
}

/** `<next/>`, and the code once it is asked for. */
export const askForCode: Exchange = {
  *say(talk) {
    yield* sayNext(talk, TOTP)
  },
  *hear(talk) {
    yield* hearTaskData(talk)
    if (talk.taskData?.is('totp', MFA) === true) return
    yield* fail('protocol-violation', 'expected to be asked for a code')
  },
}

export const codeOnDemand: Exchange = {
  *say(talk) {
    yield* sayTaskData(yield* code(talk))
  },
  hear: hearOutcome,
}

function* code({ account, now }: Talk): Script<XmlElement> {
  if (account.secondFactor === undefined || now === undefined) {
    return yield* fail('feature-missing', 'expected a second factor and the time, found neither')
  }
  const at = now + toMilliseconds(yield* elapsed())
  return element('totp', MFA, {}, timeCode(account.secondFactor, at))
}
