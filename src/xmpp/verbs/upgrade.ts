/**
 * SASL Upgrade Tasks (XEP-0480): a client that knows the password hashes it in a way that the server
 * has not kept yet, so that a better mechanism can be used from then on. Two waits for each.
 *
 * A client asks for it inside TLS only; what it sends is as good as the password there (§7).
 */
import { fromBase64, toBase64 } from '../../sasl/octets.ts'
import { ITERATIONS_AT_MOST, saltedPassword } from '../../sasl/scram/keys.ts'
import { SCRAM_SCHEMES, type ScramScheme } from '../../sasl/scram/scram.ts'
import { element, type XmlElement } from '../../xml/xml.ts'
import { SCRAM_UPGRADE, UPGRADE } from '../namespaces.ts'
import type { Exchange } from './flight.ts'
import { fail } from './say.ts'
import type { Talk } from './talk.ts'
import { hearOutcome, hearTaskData, sayNext, sayTaskData } from './tasks.ts'

const taskOf = ({ name }: ScramScheme): string => `UPGR-${name}`

const schemeAskedFor = ({ tasks }: Talk): ScramScheme | undefined =>
  SCRAM_SCHEMES.find((scheme) => tasks.includes(taskOf(scheme)))

/** `<upgrade/>` in `<authenticate/>`, for all that is offered and known. */
export const upgradeRequests = ({ offered }: Talk): readonly XmlElement[] =>
  SCRAM_SCHEMES.map(taskOf)
    .filter((name) => offered?.sasl2?.upgrades.includes(name) === true)
    .map((name) => element('upgrade', UPGRADE, {}, name))

/** `<next/>`, which is answered with a salt. */
export const beginUpgrade: Exchange = {
  *say(talk) {
    const scheme = schemeAskedFor(talk)
    if (scheme === undefined) {
      return yield* fail('feature-missing', 'expected an upgrade to be asked for, found none')
    }
    yield* sayNext(talk, taskOf(scheme))
  },
  hear: hearTaskData,
}

export const giveHash: Exchange = {
  *say(talk) {
    const scheme = schemeAskedFor(talk)
    const { taskData, account } = talk
    const said = taskData?.is('salt', SCRAM_UPGRADE) === true ? taskData : undefined
    const salt = fromBase64(said?.text() ?? '')
    const iterations = Number(said?.attribute('iterations'))
    const most = account.iterationsAtMost ?? ITERATIONS_AT_MOST
    const isFit = Number.isInteger(iterations) && iterations >= 1 && iterations <= most
    if (scheme === undefined || salt === undefined || salt.length === 0 || !isFit) {
      return yield* fail('protocol-violation', `expected a salt and 1 to ${most} iterations`)
    }
    const salted = saltedPassword(scheme.hash, account.password, salt, iterations)
    yield* sayTaskData(element('hash', SCRAM_UPGRADE, {}, toBase64(salted)))
  },
  hear: hearOutcome,
}
