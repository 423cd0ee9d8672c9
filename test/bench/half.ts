/** Trials from the first argument up to the second, in a process of their own. */
import { allocateYoung } from '../../src/cli/allocation.ts'
import { ShareRunner } from '../../src/run/simulated/work.ts'
import { LEGACY, specOf } from './load.ts'

allocateYoung()
const [, , from = 0, to = 0] = process.argv.map(Number)
new ShareRunner(specOf(LEGACY, to)).run({ cell: 0, from, to })
