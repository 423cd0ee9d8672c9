/**
 * What a trial's identifiers add to what the server says: recorded octets are without them, and they
 * are not equally long in every trial.
 */
export class Lengthening {
  readonly #added: { readonly behind: number; readonly octets: number }[] = []

  /** `behind`: recorded octets of the server's that have been said before. */
  add(behind: number, octets: number): void {
    this.#added.push({ behind, octets })
  }

  /** How many octets really come with so many recorded ones. */
  of(recorded: number): number {
    let octets = recorded
    for (const added of this.#added) if (added.behind < recorded) octets += added.octets
    return octets
  }
}
