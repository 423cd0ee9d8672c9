/** The command line of `npm run fidelity`. */

import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { TRUTH } from './truth.ts'

export const USAGE = `npm run fidelity -- [options]
  --cell TEXT        only cells whose name contains TEXT
  --trials N         trials per cell (default: as many as were measured, at least 3000)
  --quick            200 trials per cell: whether everything runs, and roughly where it stands
  --seed S           seed of the trials (default: fidelity)
  --connection N     one logged connection of the cell, kernel and model side by side
  --ablation         what each rule is worth, on the lossy cells of constant delay
  --end-to-end       only the cells with real servers and clients; --write then writes their part
  --links            only the links of profiles; --write then writes their part
  --truth FOLDER     measurements in the format of test/truth
  --write            write results/fidelity.md`

export interface Options {
  readonly cell: string
  readonly trials: number | undefined
  readonly seed: string
  readonly connection: number | undefined
  readonly ablation: boolean
  readonly endToEnd: boolean
  readonly links: boolean
  readonly write: boolean
  readonly truth: URL
  readonly help: boolean
}

const QUICK_TRIALS = 200

/** Something was asked for that there is not: one line for people, exit code 2. */
export class WrongUse extends Error {}

export const readArguments = (args: readonly string[]): Options => {
  const values = parsed(args)
  return {
    cell: values.cell,
    trials: count('--trials', values.trials) ?? (values.quick ? QUICK_TRIALS : undefined),
    seed: values.seed,
    connection: count('--connection', values.connection),
    ablation: values.ablation,
    endToEnd: values['end-to-end'],
    links: values.links,
    write: values.write,
    truth: values.truth === undefined ? TRUTH : pathToFileURL(`${values.truth}/`),
    help: values.help,
  }
}

const parsed = (args: readonly string[]) => {
  try {
    return parse(args)
  } catch (error) {
    // parseArgs throws a TypeError with a code for whatever is wrong with what was written.
    if (error instanceof TypeError) throw new WrongUse(`${error.message} (see --help)`)
    throw error
  }
}

const parse = (args: readonly string[]) =>
  parseArgs({
    args: [...args],
    options: {
      cell: { type: 'string', default: '' },
      trials: { type: 'string' },
      quick: { type: 'boolean', default: false },
      seed: { type: 'string', default: 'fidelity' },
      connection: { type: 'string' },
      ablation: { type: 'boolean', default: false },
      'end-to-end': { type: 'boolean', default: false },
      links: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      truth: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  }).values

const count = (name: string, text: string | undefined): number | undefined => {
  if (text === undefined) return undefined
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 0)
    throw new WrongUse(`Expected ${name} to be a whole number, found "${text}"`)
  return value
}
