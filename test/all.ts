/**
 * `npm test`: every test file there is, with one summary at the end.
 *
 * Most files take less time than to start a process, to load the sources for it and to have them compiled, so
 * they share processes, few of them. What takes real servers and clients has a process to itself and begins
 * first; folders whose files start programs or compute for long have one each, and all the others share,
 * whatever folder they are in. What is run is what the folders hold, so that no file can be forgotten.
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { ALLOCATE_YOUNG } from '../src/cli/allocation.ts'
import { bundle } from './bundle.ts'
import { SCRIPTS } from './bundled.ts'
import { missing } from './servers/installed.ts'

const HAS_SERVERS = (['prosody', 'ejabberd', 'nginx'] as const).some((one) => !missing(one))

/** Each of their files has a process. */
const APART = [...(HAS_SERVERS ? ['servers'] : []), 'riders', 'actions']
/** All of a folder's have one. The longest first. */
const TOGETHER = [...(HAS_SERVERS ? [] : ['servers']), 'run', 'cli', 'serve', 'attach']
/** How many of the others share one. */
const BY_MANY = 91

/** Inside, so that what is put there finds the packages. */
const DIST = join(import.meta.dirname, '../dist')

/** Against a test that hangs; none is stopped for being slow. */
const TIMEOUT_MS = 900_000

const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts'))
  .sort()

const inside = (folder: string): readonly string[] =>
  files.filter((file) => dirname(file) === folder)

const byThe = (many: number, files: readonly string[]): readonly (readonly string[])[] =>
  Array.from({ length: Math.ceil(files.length / many) }, (_, index) =>
    files.slice(index * many, (index + 1) * many),
  )

const processes: readonly (readonly string[])[] = [
  ...APART.flatMap((folder) => byThe(1, inside(folder))),
  ...TOGETHER.map(inside),
  ...byThe(
    BY_MANY,
    files.filter((file) => ![...APART, ...TOGETHER].includes(dirname(file))),
  ),
]

mkdirSync(DIST, { recursive: true })
const folder = mkdtempSync(join(DIST, 'suite-'))
process.once('exit', () => rmSync(folder, { recursive: true }))

const entries = processes.map((files, index) => {
  const name = `tests-${index + 1}`
  const entry = join(folder, `${name}.ts`)
  writeFileSync(
    entry,
    files.map((file) => `import '${join(import.meta.dirname, file)}'\n`).join(''),
  )
  return [name, entry] as const
})
const scripts = SCRIPTS.map((name) => [name, join(import.meta.dirname, `${name}.ts`)] as const)
await bundle(Object.fromEntries([...entries, ...scripts]), folder)

// Instead of what this process is started with: a loader that bundled files do without. What tests
// make is to be allocated as the command line has it.
process.execArgv.splice(0, process.execArgv.length, '--enable-source-maps', ALLOCATE_YOUNG)
process.env['XMPP_RTT_BUNDLED'] = folder

run({
  files: entries.map(([name]) => join(folder, `${name}.js`)),
  // Clients and servers of others are waited for.
  concurrency: availableParallelism() + 2,
  timeout: TIMEOUT_MS,
})
  .on('test:fail', () => {
    process.exitCode = 1
  })
  .compose(new spec())
  .pipe(process.stdout)
