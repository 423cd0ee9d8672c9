/** The modifier by which nothing is bound to the channel, where there is something to bind. */
import type { Base } from './base.ts'
import type { Modifier } from './modifier.ts'
import { overHttp } from './over.ts'

export const unbindable = ({ language, over }: Base): string | undefined => {
  if (language === 'octets') return 'there is no authentication to bind'
  return overHttp(over)
    ? 'over HTTP nothing is bound anyway: a browser shows nothing of its TLS'
    : undefined
}

export const unbound = {
  name: 'unbound',
  summary: 'no channel binding, even where it is offered: SCRAM-…, HT-…-NONE',
  unfit: unbindable,
  manner: { binding: 'unbound' },
  tokens: { binding: 'unbound' },
  oneOf: 'binding',
  hazard: {
    where: 'binding-offered',
    why: 'no channel binding where the server offers it: XEP-0440 §4 and, of tokens, XEP-0484 §6 have clients prefer what binds',
  },
  earlier: 'shared',
} as const satisfies Modifier
