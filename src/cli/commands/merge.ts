/** `xmpp-rtt merge DIR…`: the shards of a run as the run. */
import { type Command, Option } from 'commander'
import { measuredOf, mergeShards } from '../../library/running/shards.ts'
import { readMerge } from '../../words/reading/shard.ts'
import {
  ensureStorable,
  FORMAT_NAMES,
  printResult,
  readFormat,
  requireWhole,
  storeRun,
} from '../run-output.ts'
import type { Surroundings } from '../surroundings.ts'

interface MergeTexts {
  readonly format: string
  readonly output?: string
}

export function define(command: Command, around: Surroundings): void {
  command
    .argument('<folder...>', 'folders with shards; together all of one run')
    .addOption(new Option('-f, --format <name>', FORMAT_NAMES.join(', ')).default('table'))
    .addOption(new Option('-o, --output <folder>', 'also write what compare -o writes'))
    .action((folders: readonly string[], { format: named, output }: MergeTexts) => {
      const format = readFormat(named)
      if (output !== undefined) ensureStorable(output)
      const merged = mergeShards(readMerge({ folders }).folders)
      const measured = measuredOf(merged, { outcomes: output !== undefined })
      const { result } = measured
      printResult(around, measured, format)
      if (output !== undefined) storeRun(around, output, measured)
      requireWhole(around, result, merged.asked, result.cells.length * merged.trials)
    })
}
