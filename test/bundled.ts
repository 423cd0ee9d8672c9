/** The tool and the library for tests: as they are bundled for a run of all tests, or from their sources. */
import { fileURLToPath, pathToFileURL } from 'node:url'

/** Where `npm test` has put them. */
const folder = process.env['XMPP_RTT_BUNDLED']

/** How the tool is started: arguments of Node, to which those of the tool are added. */
export const TOOL: readonly string[] =
  folder === undefined
    ? ['--import', 'tsx', fileURLToPath(new URL('../src/cli.ts', import.meta.url))]
    : [`${folder}/cli.js`]

/** What tests start besides, of their own (`all.ts` bundles it along). */
export const SCRIPTS = [
  'fidelity/main',
  'servers/main',
  'servers/prosody.test',
  'servers/ejabberd.test',
] as const

/** What Node needs to run what is not bundled. */
export const LOADER: readonly string[] = folder === undefined ? ['--import', 'tsx'] : []

/** The file of one of them, for a Node that has the loader. */
export const scriptFile = (name: (typeof SCRIPTS)[number]): string =>
  folder === undefined
    ? fileURLToPath(new URL(`${name}.ts`, import.meta.url))
    : `${folder}/${name}.js`

/** What is imported as the library. */
export const LIBRARY: string =
  folder === undefined
    ? new URL('../src/index.ts', import.meta.url).href
    : pathToFileURL(`${folder}/index.js`).href
