/** What the bench is asked for on its command line. */
import { parseArgs } from 'node:util'

const SECTIONS = [
  'speed',
  'costs',
  'lives',
  'storms',
  'workers',
  'merging',
  'memory',
  'reading',
  'ns-3',
] as const
export type Section = (typeof SECTIONS)[number]

export interface Asked {
  readonly sections: readonly Section[]
  /** A revision of this project to measure beside it. */
  readonly against: string | undefined
  readonly rounds: number
  readonly workerTrials: number
  /** After how many trials memory is looked at, ascending. */
  readonly memoryTrials: readonly number[]
  /** Of how many clients storms are, ascending. */
  readonly stormClients: readonly number[]
}

/** Or what is wrong with it, in one line. */
export function readAsked(args: readonly string[]): Asked | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        against: { type: 'string' },
        rounds: { type: 'string', default: '15' },
        'worker-trials': { type: 'string', default: '40000' },
        'memory-trials': { type: 'string', default: '100000' },
        'storm-clients': { type: 'string', default: '100000' },
      },
    })
    const { against } = values
    const most = count('--memory-trials', values['memory-trials'])
    const clients = count('--storm-clients', values['storm-clients'])
    return {
      sections: positionals.length > 0 ? positionals.map(section) : against ? [] : SECTIONS,
      against,
      rounds: count('--rounds', values.rounds),
      workerTrials: count('--worker-trials', values['worker-trials']),
      memoryTrials: [10_000, 100_000].filter((trials) => trials < most).concat(most),
      stormClients: [1_000, 10_000, 100_000].filter((one) => one < clients).concat(clients),
    }
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) return error.message
    throw error
  }
}

function section(text: string): Section {
  const found = SECTIONS.find((one) => one === text)
  if (found !== undefined) return found
  throw new RangeError(`found "${text}", expected any of ${SECTIONS.join(', ')}`)
}

function count(option: string, text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw new RangeError(`${option}: found "${text}", expected a whole number from 1`)
}
