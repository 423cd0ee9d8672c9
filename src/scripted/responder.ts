/**
 * The server's side of a scripted dialogue, as an engine: counts what arrives, and answers each
 * flight, or a part of it, when all that is answered is there and the thinking about it is done.
 */
import type { Engine } from '../engine.ts'
import type { TransportCommand, TransportEvent } from '../transport.ts'
import { type Duration, earlier, type Instant, plus } from '../units.ts'
import type { ScriptedDialogue, ScriptedFlight } from './dialogue-file.ts'
import { total } from './script.ts'

/** A write that answers the first octets of a flight. */
interface Owed {
  readonly says: TransportCommand
  readonly answers: number
  readonly think: Duration
}

interface Thinking {
  readonly says: TransportCommand
  readonly until: Instant
}

export class Responder implements Engine<TransportEvent, TransportCommand> {
  readonly #dialogue: ScriptedDialogue
  readonly #outputs: TransportCommand[] = []
  #flight = 0
  /** Octets of this flight. */
  #arrived = 0
  #owed: readonly Owed[]
  #thinking: readonly Thinking[] = []

  constructor(dialogue: ScriptedDialogue) {
    this.#dialogue = dialogue
    this.#owed = owedTo(dialogue.flights[0])
  }

  handle(event: TransportEvent, now: Instant): void {
    if (event.kind !== 'received') return
    this.#arrived += event.bytes.length
    const [due, owed] = parted(this.#owed, ({ answers }) => answers <= this.#arrived)
    if (due.length === 0 && owed.length > 0) return
    this.#owed = owed
    const begun = due.map(({ says, think }) => ({ says, until: plus(now, think) }))
    this.#thinking = this.#thinking.length === 0 ? begun : [...this.#thinking, ...begun]
    this.#answer(now)
  }

  poll(): TransportCommand | undefined {
    return this.#outputs.shift()
  }

  deadline(): Instant | undefined {
    if (this.#thinking.length === 0) return undefined
    return this.#thinking.map(({ until }) => until).reduce(earlier)
  }

  wake(now: Instant): void {
    this.#answer(now)
  }

  #answer(now: Instant): void {
    const [done, thinking] = parted(this.#thinking, ({ until }) => until <= now)
    this.#thinking = thinking
    for (const { says } of done) this.#outputs.push(says)
    if (thinking.length === 0 && this.#owed.length === 0) this.#goOn()
  }

  /** To the next flight, which the client begins when it has heard all of this one. */
  #goOn(): void {
    const { flights } = this.#dialogue
    const flight = flights[this.#flight]
    if (flight === undefined) return
    this.#arrived -= total(flight.up)
    this.#flight += 1
    this.#owed = owedTo(flights[this.#flight])
  }
}

/** The same for every attempt: worked out once. */
const OWED = new WeakMap<ScriptedFlight, readonly Owed[]>()

const owedTo = (flight: ScriptedFlight | undefined): readonly Owed[] => {
  if (flight === undefined) return []
  const owed = OWED.get(flight) ?? answersOf(flight)
  OWED.set(flight, owed)
  return owed
}

const answersOf = ({ up, down, think }: ScriptedFlight): readonly Owed[] => {
  let all = 0
  const upTo = up.map((octets) => {
    all += octets
    return all
  })
  return down.map((answer) =>
    typeof answer === 'number'
      ? { says: saying(answer), answers: all, think }
      : { says: saying(answer.octets), answers: upTo[answer.after] ?? all, think: answer.think },
  )
}

const saying = (octets: number): TransportCommand => ({
  kind: 'send',
  bytes: new Uint8Array(octets),
})

const NONE: readonly never[] = []

/** Those to which it applies, and those to which it does not; mostly it is all or none. */
const parted = <Item>(
  items: readonly Item[],
  applies: (item: Item) => boolean,
): readonly [readonly Item[], readonly Item[]] => {
  if (items.every(applies)) return [items, NONE]
  if (!items.some(applies)) return [NONE, items]
  return [items.filter(applies), items.filter((item) => !applies(item))]
}
