/** Shards of one run as the run: what each has counted added up, in the plan that all have. */
import { InputError } from '../../json/input-error.ts'
import { CellRecorder, type CellStats } from '../../record/cell-recorder.ts'
import { type Extent, toCell } from '../../result/cell.ts'
import { withSavings } from '../../result/difference/saving.ts'
import { percentagesOf } from '../../result/percentages.ts'
import type { Result } from '../../result/result.ts'
import { type Shard, shardText } from './shard.ts'
import type { ShardFile } from './shard-file.ts'

export interface Merged {
  readonly plan: Result
  /** Of each cell of the whole run. */
  readonly trials: number
  readonly asked: readonly string[]
  /** In the order of the plan's cells. */
  readonly cells: readonly CellStats[]
}

/** One shard after the other, so that only one has to be held. */
export class ShardMerger {
  #first: { readonly file: Omit<ShardFile, 'cells'>; readonly name: string } | undefined
  /** By index. */
  readonly #names = new Map<number, string>()
  #recorders: readonly CellRecorder[] = []

  /** @throws {InputError} when it is of another run than those before, or was there before. */
  add(file: ShardFile, name: string): void {
    const { cells, ...about } = file
    if (this.#first === undefined) {
      this.#first = { file: about, name }
      this.#recorders = cells.map(() => new CellRecorder())
    }
    refuseOther(this.#first, about, name)
    const before = this.#names.get(about.shard.index)
    if (before !== undefined) {
      throw refused(
        'repeated',
        name,
        `shard ${shardText(about.shard)} again (${before})`,
        'each once',
      )
    }
    this.#names.set(about.shard.index, name)
    cells.forEach((cell, index) => {
      this.#recorders[index]?.merge(cell)
    })
    for (const recorder of this.#recorders) recorder.pack()
  }

  /** @throws {InputError} when some are missing. `from`: where they were looked for. */
  result(from: string): Merged {
    if (this.#first === undefined)
      throw refused('unreadable', from, 'no shards', 'shard-…-of-….json')
    const { shard, plan, trials, asked } = this.#first.file
    const missing = missingOf(shard, this.#names)
    if (missing.length > 0) {
      const shown = missing.slice(0, SHOWN).join(', ') + (missing.length > SHOWN ? ', …' : '')
      const found = `${this.#names.size} of ${shard.of} shards`
      throw refused(
        'senseless',
        from,
        found,
        `all: missing ${missing.length === 1 ? 'is' : 'are'} ${shown}`,
      )
    }
    return { plan, trials, asked, cells: this.#recorders.map((recorder) => recorder.toStats()) }
  }
}

const SHOWN = 10

const missingOf = ({ of }: Shard, known: ReadonlyMap<number, string>): readonly number[] =>
  Array.from({ length: of }, (_, index) => index + 1).filter((index) => !known.has(index))

type About = Omit<ShardFile, 'cells'>

function refuseOther(
  { file: first, name: firstName }: { readonly file: About; readonly name: string },
  about: About,
  name: string,
): void {
  const differs = (found: string, expected: string): InputError =>
    refused('senseless', name, found, `${expected}, as ${firstName} has it`)
  const { shard, plan, build } = about
  if (toolText(plan) !== toolText(first.plan)) {
    throw differs(`a shard by ${toolText(plan)}`, `one by ${toolText(first.plan)}`)
  }
  if (build !== first.build) {
    throw differs(`a shard by another build of ${toolText(plan)}`, 'one by the same build')
  }
  if (!isSameRun(about, first)) {
    throw differs('a shard of another run', 'one of the same run')
  }
  if (shard.of !== first.shard.of) {
    throw differs(`shard ${shardText(shard)}`, `one of ${first.shard.of}`)
  }
}

/** Whether they are of one run, which is all that it is, and not what it was called by. */
export const isSameRun = (one: RunOfShard, other: RunOfShard): boolean =>
  one.build === other.build &&
  one.spec === other.spec &&
  JSON.stringify(one.plan) === JSON.stringify(other.plan)

export type RunOfShard = Pick<ShardFile, 'spec' | 'build' | 'plan'>

const toolText = ({ tool }: Result): string =>
  `${tool.name} ${tool.version}${tool.commit === undefined ? '' : ` (${tool.commit})`}`

const refused = (
  code: InputError['code'],
  file: string,
  found: string,
  expected: string,
): InputError => new InputError({ code, file, found, expected })

/** The plan with what was counted in it: the result of the run, to the byte. */
export const filled = ({ plan, cells }: Merged, extent: Extent): Result => {
  const chosen = plan.percentiles === undefined ? [] : percentagesOf(plan)
  return {
    ...plan,
    cells: withSavings(
      cells.flatMap((stats, index) => {
        const name = plan.cells[index]
        if (name === undefined) return []
        return [
          {
            cell: toCell(name, stats, plan.settings.timeoutMs, extent, chosen),
            log: stats.outcomes,
          },
        ]
      }),
    ),
  }
}
