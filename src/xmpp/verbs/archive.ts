/**
 * What was missed, out of the archive (XEP-0313): page by page (XEP-0059) behind the last message
 * that is held, each page asked for when the one before has come. A client that does
 * not know of any asks for the last page, and so does one whose last message is not in the archive any
 * more; one that has found it empty, for all of it.
 *
 * A server without an archive is no obstacle: what it has stored comes with presence (XEP-0160).
 */
import { element, type XmlElement } from '../../xml/xml.ts'
import type { Account } from '../account.ts'
import type { LocalState, UpTo } from '../dialogue/local-state.ts'
import type { Script } from '../dialogue/script.ts'
import { CLIENT, MAM, RSM, STANZA_ERRORS } from '../namespaces.ts'
import type { Exchange } from './flight.ts'
import { anAnswer, expect, fail, say } from './say.ts'

/** Messages on a page: what clients ask for, and as many as Prosody gives at most. */
const PAGE = 50
/** More pages than any server keeps messages for. */
const PAGES_AT_MOST = 1_000

/** Fetching pages until nothing is missing any more. */
export class CatchUp {
  /** One page. */
  readonly page: Exchange = {
    say: () => this.#ask(),
    hear: ({ account }) => this.#hear(account),
  }
  readonly #state: LocalState
  #pages = 0
  /** What the page that was asked for last comes behind. */
  #behind: UpTo = { kind: 'unknown' }
  #isComplete = false

  constructor(state: LocalState) {
    this.#state = state
    state.fallBehind()
  }

  get isComplete(): boolean {
    return this.#isComplete
  }

  *#ask(): Script<void> {
    this.#pages += 1
    if (this.#pages > PAGES_AT_MOST) {
      yield* fail('limit-exceeded', `expected at most ${PAGES_AT_MOST} pages of the archive`)
    }
    this.#behind = this.#state.copy.held
    const most = element('max', RSM, {}, String(PAGE))
    const set = element('set', RSM, {}, most, placeOf(this.#behind))
    const query = element('query', MAM, {}, set)
    yield* say('data', element('iq', CLIENT, { type: 'set', id: this.#id }, query))
  }

  *#hear(account: Account): Script<void> {
    const answer = yield* expect([anAnswer(account, this.#id)])
    if (answer.attribute('type') === 'error') this.#refused(answer)
    else yield* this.#came(answer)
  }

  get #id(): string {
    return `m${this.#pages}`
  }

  /** XEP-0313 §4.3.4: what the page was to come behind is not there, if anything was named. */
  #refused(answer: XmlElement): void {
    const isGone = answer.child('error')?.child('item-not-found', STANZA_ERRORS) !== undefined
    if (isGone && this.#behind.kind === 'message') this.#state.holds({ kind: 'unknown' }, 'behind')
    else this.#finish(this.#behind)
  }

  *#came(answer: XmlElement): Script<void> {
    const fin = answer.child('fin', MAM)
    if (fin === undefined) return yield* fail('protocol-violation', 'expected <fin/>, found none')
    const id = fin.child('set', RSM)?.child('last')?.text()
    const last: UpTo | undefined = id ? { kind: 'message', id } : undefined
    if (this.#behind.kind === 'unknown') return this.#finish(last ?? { kind: 'beginning' })
    if (fin.attribute('complete') === 'true') return this.#finish(last ?? this.#behind)
    const isSame = this.#behind.kind === 'message' && this.#behind.id === id
    if (last === undefined || isSame) {
      return yield* fail('protocol-violation', 'expected a page of the archive to go on')
    }
    this.#state.holds(last, 'behind')
  }

  #finish(held: UpTo): void {
    this.#isComplete = true
    this.#state.holds(held, 'complete')
  }
}

/** XEP-0059 §2.2, §2.5: behind a message, from the beginning, or the last page. */
const placeOf = (upTo: UpTo): XmlElement | undefined => {
  switch (upTo.kind) {
    case 'message':
      return element('after', RSM, {}, upTo.id)
    case 'beginning':
      return undefined
    case 'unknown':
      return element('before', RSM)
  }
}
