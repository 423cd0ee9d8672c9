/** The bases by what can carry them. */
import { BASES } from '../../src/strategies/bases.ts'
import { isMoved } from '../../src/strategies/over.ts'

/** Those that a socket of Node's can. */
export const BASES_OVER_TCP = BASES.filter(({ over }) => over.kind !== 'quic')

/** Those that open a connection; of the others all that is said was said before. */
export const BASES_THAT_CONNECT = BASES.filter(({ over }) => !isMoved(over))
