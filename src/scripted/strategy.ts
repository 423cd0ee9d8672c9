/**
 * A scripted dialogue as a base, so that what any strategy can be asked, it can be asked too. It is
 * said over TCP alone, in octets: of the modifiers it takes those that concern how a connection is
 * opened.
 */
import { assemble } from '../strategies/assembly.ts'
import { type Base, COLD } from '../strategies/base.ts'
import { canonicalOrder, refusal, withImplied } from '../strategies/combination.ts'
import { BARRED } from '../strategies/early-data.ts'
import type { CatalogueEntry } from '../strategies/entry.ts'
import { MODIFIER_NAMES, type ModifierName } from '../strategies/modifiers.ts'
import { TCP } from '../strategies/over.ts'
import type { Strategy } from '../strategies/strategy.ts'
import type { ScriptedDialogue } from './dialogue-file.ts'
import { scriptOf } from './script.ts'

/** A dialogue and how it is connected, as plain data. */
export interface ScriptedChoice {
  readonly dialogue: ScriptedDialogue
  readonly modifiers: readonly ModifierName[]
}

/** Nothing is proven, and whether any server takes it nobody knows. */
const ENTRY: CatalogueEntry = {
  status: { kind: 'unknown' },
  parts: [],
  replay: 'tls',
  downgrade: 'remembered',
  standsForReady: 'the last octet of its dialogue, which is said over TCP alone, without TLS',
  compared: 'apart',
}

const baseOf = (dialogue: ScriptedDialogue): Base => ({
  name: dialogue.name,
  summary: `scripted dialogue of ${dialogue.flights.length} flights`,
  rows: [],
  entry: ENTRY,
  start: COLD,
  language: 'octets',
  over: TCP,
  aftermath: 'none',
  earlyData: BARRED,
  needs: () => [],
  script: scriptOf(dialogue),
})

/** Those that make sense, whatever the dialogue. */
export const SCRIPTED_MODIFIERS: readonly ModifierName[] = MODIFIER_NAMES.filter(
  (name) => refusal(withImplied([name]), baseOf({ name: '', flights: [] })) === undefined,
)

export const scriptedName = ({ dialogue, modifiers }: ScriptedChoice): string =>
  [dialogue.name, ...canonicalOrder(new Set(modifiers)).map(({ name }) => name)].join('+')

export const scriptedStrategy = ({ dialogue, modifiers }: ScriptedChoice): Strategy =>
  assemble(baseOf(dialogue), withImplied(modifiers))
