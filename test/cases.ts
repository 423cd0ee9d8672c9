/**
 * How many cases a property is tried with where each takes long: all of them where that is asked for, as
 * `.ci/run` does, and the first quarter otherwise, which is enough for who changes something.
 */
const EVERY_CASE = process.env['XMPP_RTT_EVERY_CASE'] === '1'

export const cases = (all: number): number => (EVERY_CASE ? all : Math.ceil(all / 4))
