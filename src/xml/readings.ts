/**
 * First-level elements that were read before, by their text: a server announces the same on every
 * connection. A pure cache: what is in it never shows, and it has a bound. An element is kept when it
 * comes a second time, so that what is said once, a nonce or a proof, pushes nothing out; and it is
 * frozen then, because others will be handed the same.
 *
 * What a text means depends on the namespaces declared around it, whether it is accepted on limits:
 * each of these has readings of its own.
 */
import type { XmlElement } from './element.ts'
import type { ElementLimits } from './element-builder.ts'
import { markOf } from './mark.ts'

const TEXT_AT_MOST = 4096
const KEPT_AT_MOST = 128
const SEEN_AT_MOST = 64
const SCOPES_AT_MOST = 16

export interface Reading {
  readonly kind: 'element'
  readonly element: XmlElement
}

interface Kept {
  readonly text: string
  readonly reading: Reading
}

export class Readings {
  /** By the texts' marks; of two with the same mark the later one. */
  readonly #kept = new Map<number, Kept>()
  /** The marks of what has come once, lately. */
  readonly #seen = new Set<number>()

  find(text: string): Reading | undefined {
    const kept = this.#kept.get(markOf(text))
    return kept?.text === text ? kept.reading : undefined
  }

  /** `text`: that of the element, from its first character to its last. */
  note(text: string, reading: Reading): void {
    if (text.length > TEXT_AT_MOST) return
    const mark = markOf(text)
    if (!this.#seen.delete(mark)) {
      if (this.#seen.size >= SEEN_AT_MOST) this.#seen.clear()
      this.#seen.add(mark)
      return
    }
    if (this.#kept.size >= KEPT_AT_MOST) this.#kept.clear()
    freeze(reading.element)
    this.#kept.set(mark, { text, reading })
  }
}

const freeze = (element: XmlElement): void => {
  for (const child of element.children) if (typeof child !== 'string') freeze(child)
  Object.freeze(element.children)
  Object.freeze(element)
}

const known = new WeakMap<ElementLimits, Map<string, Readings>>()

/** `scope`: the namespaces that hold around the elements. */
export const readingsWithin = (limits: ElementLimits, scope: string): Readings => {
  const scopes = known.get(limits) ?? new Map<string, Readings>()
  const before = scopes.get(scope)
  if (before !== undefined) return before
  if (scopes.size >= SCOPES_AT_MOST) scopes.clear()
  const readings = new Readings()
  known.set(limits, scopes.set(scope, readings))
  return readings
}
