/** After so long without a word a client is through with its negotiation, whoever looks on. */
import { seconds } from '../units.ts'

/** One that negotiates asks for the next thing when it hears of the last. */
export const SETTLED = seconds(3)
