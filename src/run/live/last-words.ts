/**
 * What a server is known to say behind its last answer, so that nobody has to guess how long to wait
 * for it: a new session by SASL2 is followed by features (XEP-0388 §2.6.2). Behind a resumed one some
 * send them and some do not (XEP-0198 §9.3), so there they are not waited for.
 *
 * Where they never come they are waited for once.
 */
import type { ReadyStream } from '../../xmpp/dialogue/ready-stream.ts'
import type { Heard } from '../../xmpp/dialogue/utterance.ts'

export class LastWords {
  #come = true

  areDue({ way }: Pick<ReadyStream, 'way'>): boolean {
    return this.#come && way === 'bound'
  }

  /** For as long as anybody waited. */
  neverCame(): void {
    this.#come = false
  }
}

export const isLastWord = ({ name }: Heard): boolean => name === 'features'
