/**
 * What a command writes takes the place of what was there. Where that is what the same command reads, it
 * was a slip of whoever typed it, and perhaps the only copy.
 *
 * Left out: files that other files name (a trace of a profile, the dialogue of a budget).
 */
import type { Command, Option } from 'commander'
import { isSameFile } from '../../files/same-file.ts'
import { RESULT_FILE } from '../../files/stored-names.ts'
import { optionOf } from '../../words/option-names.ts'
import { wrongInput } from '../exit.ts'

/** Options that say where to write one file. Folders are looked at by whoever fills them. */
const WRITTEN: ReadonlySet<string> = new Set([
  'output',
  'samples',
  'pcap',
  'junit',
  'profileOut',
  'saveCert',
])

/** @throws {Ending} about the first file that would be written over what is read. */
export function refuseOwnInput(command: Command): void {
  const named = command.options.map((option) => ({
    option,
    values: texts(command.getOptionValue(option.attributeName())),
  }))
  const read = [
    ...named.filter(({ option }) => !isWritten(option)).flatMap(({ values }) => values),
    ...texts(command.processedArgs),
  ].flatMap((name) => [name, `${name}/${RESULT_FILE}`])
  for (const { option, values } of named.filter(({ option }) => isWritten(option))) {
    for (const path of values) {
      if (!read.some((other) => isSameFile(path, other))) continue
      const flag = optionOf(option.attributeName())
      throw wrongInput(`${flag}: found "${path}", which is read as well, expected another file`)
    }
  }
}

const isWritten = (option: Option): boolean => WRITTEN.has(option.attributeName())

const texts = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value]
  return Array.isArray(value) ? value.flatMap(texts) : []
}
