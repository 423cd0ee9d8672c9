/** `xmpp-rtt report`: a run that was stored before, as a page, or in another format. */
import { type Command, Option } from 'commander'
import { ensureWritable } from '../../files/text-output.ts'
import { writeTextFile } from '../../files/whole-file.ts'
import { report } from '../../library/report.ts'
import { written } from '../after-run.ts'
import { RESULT_FORMAT_NAMES, readResultFormat } from '../run-output.ts'
import { remark, reportOptions, type Surroundings } from '../surroundings.ts'

interface ReportTexts {
  readonly format: string
  readonly output?: string
}

export function define(command: Command, around: Surroundings): void {
  command
    .argument('<folder>', 'what -o has written, or its result.json or storm.json alone')
    .addOption(new Option('-f, --format <name>', RESULT_FORMAT_NAMES.join(', ')).default('html'))
    .addOption(new Option('-o, --output <file>', 'write there instead of to standard output'))
    .action((folder: string, { format, output }: ReportTexts) => {
      const text = report(folder, readResultFormat(format), reportOptions(around))
      if (output === undefined) {
        around.stdout.write(text)
        return
      }
      ensureWritable(output)
      written(() => writeTextFile(output, text))
      remark(around, `wrote ${output}`)
    })
}
