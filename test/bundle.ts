/**
 * The sources, the tests and the packages of a run in few files: to load a thousand modules through a loader
 * takes a process, and each of its threads, a second or two, which is more than most tests do, and the three
 * hundred of the packages half a second more. The compiler is that of tsx. Each module still says where it
 * was written (`import.meta.url`), but for the pool, which finds its workers beside itself, as it does when
 * it is built.
 */
import { readFile } from 'node:fs/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build, type Plugin } from 'esbuild'

const ROOT = fileURLToPath(new URL('../', import.meta.url))
const POOL = 'simulated/pool.ts'

const PLACES: Plugin = {
  name: 'places',
  setup: ({ onLoad }) => {
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const contents = await readFile(path, 'utf8')
      if (path.endsWith(POOL)) return { contents, loader: 'ts' }
      const url = JSON.stringify(pathToFileURL(path).href)
      return { contents: contents.replaceAll('import.meta.url', url), loader: 'ts' }
    })
  },
}

/** Into a folder: of these entries, by name, and of the tool itself (`cli`, `index`). */
export async function bundle(
  entries: Readonly<Record<string, string>>,
  folder: string,
): Promise<void> {
  await build({
    absWorkingDir: ROOT,
    entryPoints: {
      ...entries,
      cli: 'src/cli.ts',
      index: 'src/index.ts',
      worker: 'src/run/simulated/worker.ts',
    },
    outdir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    // Packages of the older kind ask for what Node brings by a function that modules have not.
    banner: {
      js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url)",
    },
    plugins: [PLACES],
    sourcemap: true,
    sourcesContent: false,
    minifyWhitespace: true,
    logLevel: 'warning',
  })
}
