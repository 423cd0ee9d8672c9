/** The options of commands in which clients live through scenarios. */
import { Option } from 'commander'

/** As commander hands them over, whatever was typed. */
export interface LifeTexts {
  readonly scenario?: unknown
  readonly policy?: unknown
  readonly messages?: unknown
  readonly late?: unknown
}

export const scenarios = (): Option =>
  new Option('--scenario <name...>', 'what happens to the client: names, ./file.json, or all')

export const policies = (): Option =>
  new Option('--policy <name...>', 'what it does about it: names, ./file.json, or all')

export const messages = (): Option =>
  new Option('--messages <rate>', 'each way, instead of the scenario’s, as in 10/min')

export const late = (): Option =>
  new Option(
    '--late <time>',
    'a message is late that takes longer, instead of what the scenario says',
  )
