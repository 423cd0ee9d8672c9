/** The option of commands whose trials may be as many as it takes. */
import { Option } from 'commander'
import { AUTO, USUAL_PRECISION } from '../../words/compare.ts'

export const precision = (): Option =>
  new Option(
    '--precision <share>',
    `with -n ${AUTO}: how near the percentiles’ 95 % intervals have to end (default: ${USUAL_PRECISION})`,
  )
