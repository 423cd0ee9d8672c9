/**
 * Makes a strategy of a base and its modifiers: the name, what the layers below are told, how
 * the script is played, and which earlier session it starts from.
 */

import { featuresOnly, type Memory } from '../xmpp/dialogue/memory.ts'
import { type Manner, Talk } from '../xmpp/verbs/talk.ts'
import { BASES } from './bases.ts'
import { canonicalOrder, MODIFIER_SUMMARIES, type Modifier, type Modifiers } from './modifiers.ts'
import type { Base, Strategy, TransportChoice } from './strategy.ts'

export const assemble = (base: Base, modifiers: Modifiers): Strategy => {
  const written = canonicalOrder(modifiers)
  const token = tokenMechanism(modifiers)
  return {
    name: [base.name, ...written].join('+'),
    base: base.name,
    modifiers: written,
    summary: [base.summary, ...written.map((one) => MODIFIER_SUMMARIES[one])].join('; '),
    rows: base.rows,
    kind: base.kind,
    earlier: earlierOf(base, modifiers, token),
    aftermath: base.aftermath,
    security: base.security,
    transport: transportOf(modifiers),
    theoretical: theoretical(base, modifiers),
    connect: connectOf(base, mannerOf(modifiers, token)),
  }
}

/** A cold start knows nothing but, at most, what the server offers. */
const connectOf =
  (base: Base, manner: Manner): Strategy['connect'] =>
  (account, memory: Memory, now) => {
    const known = base.kind === 'cold' ? featuresOnly(memory) : memory
    return base.script(new Talk(account, known, manner, now))
  }

const mannerOf = (modifiers: Modifiers, token: string): Manner => ({
  pace: modifiers.has('pipelined') ? 'pipelined' : 'serial',
  binding: modifiers.has('plus') ? 'bound' : 'unbound',
  token,
  session: modifiers.has('session') ? 'requested' : 'skipped',
})

/**
 * In early data there is no exporter yet (RFC 9266), but the certificate is remembered with the
 * ticket, so a bound token for early data is an `-ENDP` one.
 */
const tokenMechanism = (modifiers: Modifiers): string => {
  if (!modifiers.has('plus')) return 'HT-SHA-256-NONE'
  return modifiers.has('0rtt') ? 'HT-SHA-256-ENDP' : 'HT-SHA-256-EXPR'
}

const transportOf = (modifiers: Modifiers): TransportChoice => ({
  tls: {
    version: modifiers.has('tls12') ? '1.2' : '1.3',
    resumed: modifiers.has('tls-resumed'),
    earlyData: modifiers.has('0rtt'),
    earlyDataRejected: modifiers.has('0rtt-rejected'),
    postQuantum: modifiers.has('pq'),
    falseStart: modifiers.has('false-start'),
    helloRetryRequest: modifiers.has('hrr'),
  },
  fastOpen: modifiers.has('tfo'),
  dns: modifiers.has('dns'),
})

/** What the earlier session must have in common with this one for its remains to be of use. */
const LASTING: readonly Modifier[] = ['tls12', 'plus']
/** What a cold start can only do when somebody has been there before. */
const KNOWING: readonly Modifier[] = ['pipelined', 'tls-resumed', 'tfo']

const earlierOf = (base: Base, modifiers: Modifiers, token: string): Strategy | undefined => {
  if (base.kind === 'cold' && !KNOWING.some((one) => modifiers.has(one))) return undefined
  const earlierBase = BASES.find((one) => one.name === base.earlier) ?? base
  const lasting = new Set(LASTING.filter((one) => modifiers.has(one)))
  const earlier = assemble(earlierBase, lasting)
  // The one thing that its name does not say: which mechanism the token is for.
  return { ...earlier, connect: connectOf(earlierBase, { ...mannerOf(lasting, token), token }) }
}

const LEGACY_PIPELINED =
  'a stream restarted before <success/> has arrived works with Prosody only, without an XML declaration, and only for what is sent along with it: whatever comes later ends the stream (unsupported-stanza-type); ejabberd never answers'
const EARLY_DATA =
  'no released Prosody, ejabberd or Openfire accepts early data; MongooseIM does without announcing it'

const theoretical = (base: Base, modifiers: Modifiers): string | undefined => {
  if (base.authentication === 'legacy' && modifiers.has('pipelined')) return LEGACY_PIPELINED
  if (modifiers.has('0rtt')) return EARLY_DATA
  return undefined
}
