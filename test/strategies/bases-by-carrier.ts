/** The bases by what carries them. */
import { BASES } from '../../src/strategies/bases.ts'
import { goesOn, isMoved } from '../../src/strategies/over.ts'

/** Those that negotiate; of the others all that is said was said before. */
export const BASES_THAT_CONNECT = BASES.filter(({ over }) => !isMoved(over) && !goesOn(over))
