/** Scripted dialogues from files: `FILE.dialogue.json`, with `+tfo` and `+dns` behind it. */

import { accepted, InputError } from '../json/input-error.ts'
import { meantHint } from '../json/named.ts'
import { parseDialogue } from '../scripted/dialogue-file.ts'
import { SCRIPTED_MODIFIERS, type ScriptedChoice } from '../scripted/strategy.ts'
import { readTextFile } from './text-file.ts'

const NAME = /^(?<path>.*\.json)(?<modifiers>(\+[^+]*)*)$/s

export const isDialogueFile = (name: string): boolean => NAME.test(name)

/** `field`: where the name was given. */
export function readScripted(name: string, field: string): ScriptedChoice {
  const { path = name, modifiers = '' } = NAME.exec(name)?.groups ?? {}
  return {
    dialogue: accepted(parseDialogue(accepted(readTextFile(path)), path)),
    modifiers: modifiers
      .split('+')
      .slice(1)
      .map((one) => modifierNamed(one, field)),
  }
}

function modifierNamed(name: string, field: string): ScriptedChoice['modifiers'][number] {
  const modifier = SCRIPTED_MODIFIERS.find((one) => one === name)
  if (modifier !== undefined) return modifier
  const known = SCRIPTED_MODIFIERS.join(', ')
  throw new InputError({
    code: 'unknown-name',
    field,
    found: `modifier "${name}" on a scripted dialogue`,
    expected: `one of ${known}${meantHint(name, SCRIPTED_MODIFIERS)}`,
  })
}
