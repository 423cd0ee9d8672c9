/** What is handed to a comparison beside its words. */
import type { Following } from './measured.ts'

export interface CompareOptions extends Following {
  /** Threads, from 1 to 256; as many as the machine has if not said. Changes no result. */
  readonly workers?: number | undefined
}
