/**
 * `npm run fuzz -- --minutes 10 [--seed S]`: whatever comes from outside, made up for so long, from
 * a seed. Ends with 1 at the first finding, and says how to see it again.
 *
 * The cases are tried in a thread of their own. This one watches: a case that takes a minute hangs,
 * and is a finding as well.
 */
import { Worker } from 'node:worker_threads'
import { readAsked } from './asked.ts'
import { TARGETS } from './fuzz.ts'

const HANGS_MS = 60_000
const LOOK_MS = 500

const asked = readAsked(process.argv.slice(2))
if (typeof asked === 'string') {
  console.error(`fuzz: ${asked}`)
  process.exit(2)
}

const { seed } = asked
/** Of the case under way: which target, and its number. */
const under = new Int32Array(new SharedArrayBuffer(8))
/** Node 20 gives threads no loaders of their own, so that the thread has to register one. */
const worker = new Worker(
  `import(${JSON.stringify(import.meta.resolve('tsx/esm/api'))})
    .then(({ register }) => register())
    .then(() => import(${JSON.stringify(new URL('worker.ts', import.meta.url).href)}))`,
  { eval: true, workerData: { asked, under } },
)

let seen = ''
let since = performance.now()
const watch = setInterval(() => {
  const name = caseName()
  if (name !== seen) {
    seen = name
    since = performance.now()
  } else if (performance.now() - since > HANGS_MS) end(name, 'it hangs')
}, LOOK_MS)

worker.on(
  'message',
  ({ finding, cases }: { readonly finding?: string; readonly cases: number }) => {
    if (finding !== undefined) end(caseName(), finding)
    clearInterval(watch)
    console.log(`fuzz: ${cases} cases of seed ${seed}, nothing found`)
  },
)
worker.on('error', (error) => end(caseName(), String(error.stack)))

function caseName(): string {
  return `${TARGETS[under[0] ?? 0]?.name} ${under[1]}`
}

function end(name: string, what: string): never {
  console.error(`fuzz: ${what}`)
  console.error(`fuzz: again with: npm run fuzz -- --seed '${seed}' --case '${name}'`)
  process.exit(1)
}
