/** What GitHub's runners show beside a change: annotations of their log, and a summary where they say they want it. */
import type { Checked } from '../budget/checked.ts'
import { appendText } from '../files/text-output.ts'
import { PLAIN } from '../report/report-options.ts'
import { annotation, annotations } from '../report/verdict/annotations.ts'
import { VERDICT_FORMATS } from '../report/verdict/formats.ts'
import { written } from './after-run.ts'
import type { Ending } from './exit.ts'
import type { Surroundings } from './surroundings.ts'

/** They set it for every step: https://docs.github.com/en/actions/reference/workflows-and-actions/variables */
const isRunner = ({ env }: Surroundings): boolean => env['GITHUB_ACTIONS'] === 'true'

/** @throws {Ending} when the summary cannot be written. */
export function showChecked(around: Surroundings, checked: Checked, strict: boolean): void {
  if (isRunner(around)) around.stderr.write(annotations(checked, strict))
  const path = around.env['GITHUB_STEP_SUMMARY']
  if (path === undefined || path === '') return
  const text = VERDICT_FORMATS.markdown.render(checked, { ...PLAIN, strict })
  written(() => appendText(path, text))
}

/** @throws {Ending} of a limit on the command line that a client has not kept, if there is one. */
export function requireKept(around: Surroundings, complaint: Ending | undefined): void {
  if (complaint === undefined) return
  if (isRunner(around)) {
    around.stderr.write(annotation('error', 'a limit was not kept', complaint.message))
  }
  throw complaint
}
