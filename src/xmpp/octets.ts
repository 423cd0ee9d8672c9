/** Counts raw octets for scripts that are not XML; their content is of no interest. */
export class Octets {
  /** From the first raw action on, nothing is parsed any more. */
  inUse = false
  /** Arrived and not yet asked for. */
  arrived = 0

  /** Takes so many octets if so many have arrived. */
  take(count: number): boolean {
    if (this.arrived < count) return false
    this.arrived -= count
    return true
  }
}
