/** The folder that a run's files go to: all of them or none, and no part of a run in the place of a whole one. */
import { type OutputFile, replaceFolder } from '../files/output-folder.ts'
import { InputError } from '../json/input-error.ts'
import { written } from './after-run.ts'
import { remark, type Surroundings } from './surroundings.ts'

/** What says of itself whether it is a part. */
interface Run {
  readonly interrupted?: true | undefined
}

export interface Stored {
  readonly run: Run
  readonly files: readonly OutputFile[]
  /** What is there already. @throws {InputError} when there is none. */
  readonly readBefore: (folder: string) => Run
}

/** Where an interrupted run goes that would take the place of a whole one. */
const BESIDE_WHOLE = '.interrupted'

export function store(around: Surroundings, folder: string, stored: Stored): void {
  const { run, files } = stored
  const keeps = run.interrupted === true && holdsWhole(folder, stored)
  const place = keeps ? `${folder}${BESIDE_WHOLE}` : folder
  written(() => replaceFolder(place, files))
  remark(around, `wrote ${files.map(({ name }) => name).join(', ')} to ${place}`)
  if (keeps) remark(around, `${folder} holds the result of a whole run, and was left as it is`)
}

function holdsWhole(folder: string, { readBefore }: Stored): boolean {
  try {
    return readBefore(folder).interrupted !== true
  } catch (error) {
    if (error instanceof InputError) return false
    throw error
  }
}
