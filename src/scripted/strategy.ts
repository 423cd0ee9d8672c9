/**
 * A scripted dialogue as a strategy: what any other strategy can be asked, it can be asked too.
 * Neither TLS nor XMPP; of the modifiers, those that concern TCP and what comes before it.
 */
import type { Strategy } from '../strategies/strategy.ts'
import type { ScriptedDialogue } from './dialogue-file.ts'
import { scriptOf } from './script.ts'

export const SCRIPTED_MODIFIERS = ['tfo', 'dns'] as const
export type ScriptedModifier = (typeof SCRIPTED_MODIFIERS)[number]

/** A dialogue and how it is connected, as plain data. */
export interface ScriptedChoice {
  readonly dialogue: ScriptedDialogue
  readonly modifiers: readonly ScriptedModifier[]
}

export const scriptedName = ({ dialogue, modifiers }: ScriptedChoice): string =>
  [dialogue.name, ...SCRIPTED_MODIFIERS.filter((one) => modifiers.includes(one))].join('+')

export function scriptedStrategy(choice: ScriptedChoice): Strategy {
  const { dialogue, modifiers } = choice
  const fastOpen = modifiers.includes('tfo')
  return {
    name: scriptedName(choice),
    base: dialogue.name,
    modifiers: SCRIPTED_MODIFIERS.filter((one) => modifiers.includes(one)),
    summary: `scripted dialogue of ${dialogue.flights.length} flights`,
    rows: [],
    kind: 'cold',
    // A Fast Open cookie comes from an earlier connection; nothing else is remembered.
    earlier: fastOpen ? scriptedStrategy({ dialogue, modifiers: [] }) : undefined,
    aftermath: 'none',
    security: 'direct',
    transport: {
      tls: {
        version: '1.3',
        resumed: false,
        earlyData: false,
        earlyDataRejected: false,
        postQuantum: false,
        falseStart: false,
        helloRetryRequest: false,
      },
      fastOpen,
      dns: modifiers.includes('dns'),
    },
    theoretical: undefined,
    connect: () => scriptOf(dialogue),
  }
}
