/** What stands where nothing more is taken: mostly a second value of an option that takes one. */
import type { Command } from 'commander'
import { wrongInput } from './exit.ts'

/**
 * `typed`: behind the tool's name.
 *
 * @throws {Ending} about the first of them.
 */
export function refuseExcess(command: Command, typed: readonly string[]): void {
  const { args, registeredArguments: taken, options } = command
  const found = args[taken.length]
  if (found === undefined || taken.at(-1)?.variadic === true) return
  const before = typed[typed.lastIndexOf(found) - 2] ?? ''
  const option = options.find(
    (one) => one.required && !one.variadic && [one.short, one.long].includes(before),
  )
  const shown = JSON.stringify(found)
  if (option !== undefined) {
    throw wrongInput(`${before}: found ${shown} as a second value, expected one`)
  }
  const names = taken.map((one) => one.name().toUpperCase()).join(' and ')
  const expected = names === '' ? 'only options' : `${names} and otherwise only options`
  throw wrongInput(`found ${shown}, expected ${expected}`)
}
