/** Initial presence (RFC 6121 §4.2), which nobody answers, though much may come of it. */
import { element } from '../../xml/xml.ts'
import { CLIENT } from '../namespaces.ts'
import type { Exchange } from './flight.ts'
import { say } from './say.ts'

export const AVAILABLE = element('presence', CLIENT)

export const presence: Exchange = {
  *say() {
    yield* say('data', AVAILABLE)
  },
  *hear() {},
}
