/**
 * What is fast, or simple, and unsafe: it runs, and is flagged wherever it is shown. What is not even
 * defined is refused instead, by the rules of modifiers.
 */

export interface Hazard {
  /** What is unsafe, and the clause that forbids it. */
  readonly why: string
  /** Everywhere, or at servers only that offer what it does without. */
  readonly where: 'everywhere' | `${Safer}-offered`
}

/** What is safer: channel binding, or a mechanism that does not show the password. */
export type Safer = 'binding' | 'scram'

export const isUnsafe = ({ where }: Hazard, offered: readonly Safer[]): boolean =>
  where === 'everywhere' || offered.some((one) => where === `${one}-offered`)
