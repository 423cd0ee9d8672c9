/** What fuzzing is asked for on its command line. */
import { parseArgs } from 'node:util'
import { TARGETS } from './fuzz.ts'

export interface Asked {
  readonly minutes: number
  readonly seed: string
  /** One case alone. */
  readonly only: { readonly target: string; readonly number: number } | undefined
}

/** Or what is wrong with it, in one line. */
export function readAsked(args: readonly string[]): Asked | string {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        minutes: { type: 'string', default: '1' },
        seed: { type: 'string', default: '1' },
        case: { type: 'string' },
      },
    })
    const minutes = Number(values.minutes)
    if (!(minutes > 0)) {
      return `--minutes: found "${values.minutes}", expected a number above 0`
    }
    if (values.case === undefined) return { minutes, seed: values.seed, only: undefined }
    const [, target = '', number = ''] = /^(.+) (\d+)$/.exec(values.case) ?? []
    if (TARGETS.every(({ name }) => name !== target)) {
      const names = TARGETS.map(({ name }) => `"${name} N"`).join(', ')
      return `--case: found "${values.case}", expected one of ${names}`
    }
    return { minutes, seed: values.seed, only: { target, number: Number(number) } }
  } catch (error) {
    if (error instanceof TypeError) return error.message
    throw error
  }
}
