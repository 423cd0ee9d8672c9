/** Scripted dialogues from files: `FILE.dialogue.json`, with `+tfo` and `+dns` behind it. */
import { closest } from 'fastest-levenshtein'
import { wrongInput, wrongOption } from '../cli/exit.ts'
import { parseDialogue } from '../scripted/dialogue-file.ts'
import {
  SCRIPTED_MODIFIERS,
  type ScriptedChoice,
  type ScriptedModifier,
} from '../scripted/strategy.ts'
import { readText } from './profiles.ts'

const NAME = /^(?<path>.*\.json)(?<modifiers>(\+[^+]*)*)$/

export const isDialogueFile = (name: string): boolean => NAME.test(name)

export function readScripted(name: string): ScriptedChoice {
  const { path = name, modifiers = '' } = NAME.exec(name)?.groups ?? {}
  const text = readText(path, path)
  if (!text.ok) throw wrongInput(text.error.message())
  const dialogue = parseDialogue(text.value, path)
  if (!dialogue.ok) throw wrongInput(dialogue.error.message())
  return {
    dialogue: dialogue.value,
    modifiers: modifiers.split('+').slice(1).map(modifierNamed),
  }
}

function modifierNamed(name: string): ScriptedModifier {
  const modifier = SCRIPTED_MODIFIERS.find((one) => one === name)
  if (modifier !== undefined) return modifier
  const known = SCRIPTED_MODIFIERS.join(', ')
  const nearest = closest(name, SCRIPTED_MODIFIERS)
  throw wrongOption(
    '-s',
    `modifier "${name}" on a scripted dialogue`,
    `one of ${known} (did you mean "${nearest}"?)`,
  )
}
