/** What a server has to say to one thing it heard, collected while it is being thought about. */

import { timeAt } from '../../processing-time.ts'
import type { SaslCondition } from '../../sasl/condition.ts'
import { type Duration, ZERO } from '../../units.ts'
import { element, type StreamHeader, type XmlElement } from '../../xml/xml.ts'
import type { Framing } from '../framing/framing.ts'
import { SASL, STANZA_ERRORS, STREAM_ERRORS, STREAMS } from '../namespaces.ts'
import type { ThinkTimes } from './settings.ts'

/** What happens when everything has been said. */
export type Next = 'continue' | 'secure' | 'close'

export class Answer {
  /** In order. A server may send them together, or each on its own. */
  readonly texts: string[] = []
  next: Next = 'continue'
  think: Duration = ZERO
  readonly #times: ThinkTimes
  readonly #framing: Framing
  readonly #luck: number

  /** `luck`: from 0 to 1; how long the thinking takes, of what it may take. */
  constructor(times: ThinkTimes, framing: Framing, luck: number) {
    this.#times = times
    this.#framing = framing
    this.#luck = luck
  }

  /** A text is in the framing already. */
  say(said: XmlElement | string): this {
    this.texts.push(typeof said === 'string' ? said : this.#framing.element(said))
    return this
  }

  open(header: StreamHeader): this {
    return this.say(this.#framing.header(header))
  }

  /** The longest of what has to be thought about counts. */
  after(kind: keyof ThinkTimes): this {
    const time = timeAt(this.#times[kind], this.#luck)
    if (time > this.think) this.think = time
    return this
  }

  close(): void {
    this.say(this.#framing.footer)
    this.next = 'close'
  }

  /** RFC 6120 §4.9.1.1: a stream error is the last word. */
  streamError(condition: StreamCondition, specific?: XmlElement): void {
    this.after('failure')
    this.say(element('error', STREAMS, {}, element(condition, STREAM_ERRORS), specific))
    this.close()
  }
}

/** RFC 6120 §4.9.3, those that are used. */
export type StreamCondition =
  | 'bad-format'
  | 'conflict'
  | 'host-unknown'
  | 'invalid-from'
  | 'invalid-namespace'
  | 'invalid-xml'
  | 'not-authorized'
  | 'not-well-formed'
  | 'policy-violation'
  | 'restricted-xml'
  | 'undefined-condition'
  | 'unsupported-encoding'
  | 'unsupported-stanza-type'
  | 'unsupported-version'

export type StanzaCondition =
  | 'bad-request'
  | 'feature-not-implemented'
  | 'forbidden'
  | 'item-not-found'
  | 'not-allowed'
  | 'policy-violation'
  | 'remote-server-not-found'
  | 'service-unavailable'
  | 'unexpected-request'

/** Of the others: cancel. */
const ERROR_TYPES: Readonly<Partial<Record<StanzaCondition, 'auth' | 'modify' | 'wait'>>> = {
  'bad-request': 'modify',
  forbidden: 'auth',
  'policy-violation': 'modify',
  'unexpected-request': 'wait',
}

/** RFC 6120 §8.3. */
export const stanzaError = (
  stanza: XmlElement,
  condition: StanzaCondition,
  from?: string,
  specific?: XmlElement,
): XmlElement => {
  const type = ERROR_TYPES[condition] ?? 'cancel'
  return element(
    stanza.name,
    stanza.namespace,
    { type: 'error', id: stanza.attribute('id'), from },
    element('error', stanza.namespace, { type }, element(condition, STANZA_ERRORS), specific),
  )
}

export const saslFailure = (
  profile: string,
  condition: SaslCondition,
  text: string | undefined,
): XmlElement =>
  element(
    'failure',
    profile,
    {},
    element(condition, SASL),
    text === undefined ? undefined : element('text', profile, {}, text),
  )
