/** Whoever writes down what a connection answers, and what it looked at to know what to answer. */
import type { Framing } from '../framing/framing.ts'
import type { Answer } from './answer.ts'
import type { Turn } from './conversation.ts'
import type { ThinkTimes } from './settings.ts'

export interface Scribe {
  /** An answer that is about to be made, to be written into. */
  answer(times: ThinkTimes, framing: Framing, luck: number): Answer
  /** A turn in which something is taken: the same, as the scribe wants it to be seen. */
  turn(turn: Turn): Turn
}
