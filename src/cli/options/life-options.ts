/** The options of commands in which clients live through scenarios. */
import { Option } from 'commander'
import { USUAL_POLICY } from '../../words/reading/courses.ts'
import { HEADINGS } from './headings.ts'

/** As commander hands them over, whatever was typed. */
export interface LifeTexts {
  readonly scenario?: unknown
  readonly policy?: unknown
  readonly messages?: unknown
  readonly late?: unknown
}

const ofLives = (flags: string, text: string): Option =>
  new Option(flags, text).helpGroup(HEADINGS.lives)

export const scenarios = (): Option =>
  ofLives(
    '--scenario <name...>',
    'what happens to the client: names, ./file.json, or all (default: nothing; trials are single attempts)',
  )

export const policies = (): Option =>
  ofLives(
    '--policy <name...>',
    `what it does about it: names, ./file.json, or all (default: ${USUAL_POLICY})`,
  )

export const messages = (): Option =>
  ofLives('--messages <rate>', 'each way, instead of the scenario’s, as in 10/min')

export const late = (): Option =>
  ofLives('--late <time>', 'a message is late that takes longer, instead of what the scenario says')
