/** The bases that a socket of Node's can carry. */
import { BASES } from '../../src/strategies/bases.ts'

export const BASES_OVER_TCP = BASES.filter(({ over }) => over.kind !== 'quic')
