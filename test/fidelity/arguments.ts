/** The command line of `npm run fidelity`. */

import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { TRUTH } from './truth.ts'

export const USAGE = `npm run fidelity -- [options]
  --cell TEXT        only cells whose name contains TEXT
  --trials N         trials per cell (default: as many as were measured, at least 3000)
  --seed S           seed of the trials (default: fidelity)
  --connection N     one logged connection of the cell, kernel and model side by side
  --ablation         what each rule is worth, on the lossy cells of constant delay
  --truth FOLDER     measurements in the format of test/truth
  --write            write results/fidelity.md`

export interface Options {
  readonly cell: string
  readonly trials: number | undefined
  readonly seed: string
  readonly connection: number | undefined
  readonly ablation: boolean
  readonly write: boolean
  readonly truth: URL
  readonly help: boolean
}

export const readArguments = (args: readonly string[]): Options => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      cell: { type: 'string', default: '' },
      trials: { type: 'string' },
      seed: { type: 'string', default: 'fidelity' },
      connection: { type: 'string' },
      ablation: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      truth: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  return {
    cell: values.cell,
    trials: count('--trials', values.trials),
    seed: values.seed,
    connection: count('--connection', values.connection),
    ablation: values.ablation,
    write: values.write,
    truth: values.truth === undefined ? TRUTH : pathToFileURL(`${values.truth}/`),
    help: values.help,
  }
}

const count = (name: string, text: string | undefined): number | undefined => {
  if (text === undefined) return undefined
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 0)
    throw new Error(`Expected ${name} to be a whole number, found "${text}"`)
  return value
}
