/** Why a stream cannot be read on. Thrown inside this room only; a reader tells it as an event. */

/** Stream error conditions (RFC 6120 §4.9.3) that reading can lead to. */
export type ReadingCondition =
  | 'not-well-formed'
  | 'restricted-xml'
  | 'unsupported-encoding'
  | 'policy-violation'

export class ReadingError extends Error {
  readonly condition: ReadingCondition

  /** `detail`: one line that quotes nothing of what the peer sent. */
  constructor(condition: ReadingCondition, detail: string) {
    super(detail)
    this.condition = condition
  }
}
