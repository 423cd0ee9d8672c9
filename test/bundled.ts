/** The tool and the library for tests: as they are bundled for a run of all tests, or from their sources. */
import { fileURLToPath, pathToFileURL } from 'node:url'

/** Where `npm test` has put them. */
const folder = process.env['XMPP_RTT_BUNDLED']

/** How the tool is started: arguments of Node, to which those of the tool are added. */
export const TOOL: readonly string[] =
  folder === undefined
    ? ['--import', 'tsx', fileURLToPath(new URL('../src/cli.ts', import.meta.url))]
    : [`${folder}/cli.js`]

/** What is imported as the library. */
export const LIBRARY: string =
  folder === undefined
    ? new URL('../src/index.ts', import.meta.url).href
    : pathToFileURL(`${folder}/index.js`).href
