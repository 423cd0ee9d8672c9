/** The thread in which cases are tried; `main.ts` watches it. */
import { parentPort, workerData } from 'node:worker_threads'
import type { Asked } from './asked.ts'
import { type Finding, rounds, TARGETS, tryCase } from './fuzz.ts'

const { asked, under } = workerData as { readonly asked: Asked; readonly under: Int32Array }
const { minutes, seed, only } = asked

const began = (target: number, number: number): void => {
  under[0] = target
  under[1] = number
}

const shown = ({ input, error }: Finding): string => {
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return `${what}\ninput: ${JSON.stringify(input)}`
}

async function run(): Promise<{ readonly finding?: string; readonly cases: number }> {
  if (only !== undefined) {
    const index = TARGETS.findIndex(({ name }) => name === only.target)
    const target = TARGETS[index]
    if (target === undefined) throw new Error(`Expected a target, got "${only.target}"`)
    began(index, only.number)
    const finding = await tryCase(target, seed, only.number)
    return finding === undefined ? { cases: 1 } : { finding: shown(finding), cases: 1 }
  }
  const end = performance.now() + minutes * 60_000
  let cases = 0
  for await (const finding of rounds(seed, began)) {
    cases += 1
    if (finding !== undefined) return { finding: shown(finding), cases }
    if (performance.now() >= end) break
  }
  return { cases }
}

parentPort?.postMessage(await run())
