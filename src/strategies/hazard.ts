/**
 * What is fast, or simple, and unsafe: it runs, and is flagged wherever it is shown. What is not even
 * defined is refused instead, by the rules of modifiers.
 */

export interface Hazard {
  /** What is unsafe, and the clause that forbids it. */
  readonly why: string
  /** `binding-offered`: at servers only that offer what it does without. */
  readonly where: 'everywhere' | 'binding-offered'
}
