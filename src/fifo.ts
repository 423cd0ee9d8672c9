/** What comes in and goes out in the same order, in the same time however much of it waits. */

/** From so many gone on they are cut off, as soon as they are half of all. */
const CUT_AT = 1_024

/** An array's `shift` moves all that is behind the first, once there are some ten thousand. */
export class Fifo<Item> {
  #items: (Item | undefined)[] = []
  #gone = 0

  get length(): number {
    return this.#items.length - this.#gone
  }

  /** The one that goes next. */
  get first(): Item | undefined {
    return this.#items[this.#gone]
  }

  push(item: Item): void {
    this.#items.push(item)
  }

  shift(): Item | undefined {
    if (this.length === 0) return undefined
    const item = this.#items[this.#gone]
    this.#items[this.#gone] = undefined
    this.#gone += 1
    if (this.length === 0) this.#items.length = 0
    else if (this.#gone >= CUT_AT && this.#gone >= this.length) this.#items.splice(0, this.#gone)
    else return item
    this.#gone = 0
    return item
  }
}
