/** `xmpp-rtt import FILE…`: links of other tools as a profile. */
import { type Command, Option } from 'commander'
import { InputError } from '../../json/input-error.ts'
import { importProfile } from '../../library/import.ts'
import { IMPORTERS } from '../../profiles/import/importers.ts'
import type { ImportedText, ImportWords } from '../../words/import.ts'
import { importedText } from '../../words/reading/import-text.ts'
import { collect } from '../options/collect.ts'
import { textFrom } from '../standard-input.ts'
import { remark, type Surroundings } from '../surroundings.ts'

/** Stands for standard input. */
const STANDARD_INPUT = '-'

export function define(command: Command, around: Surroundings): void {
  command
    .argument('[file...]', `FILE, up=FILE, down=FILE, or ${STANDARD_INPUT} for standard input`)
    .addOption(
      new Option(
        '--netem <arguments>',
        'of netem, as in "delay 100ms loss 1%"; up="…" and down="…" too',
      ).argParser(collect),
    )
    .addOption(
      new Option(
        '--as <format>',
        `the files' format: ${IMPORTERS.map(({ name }) => name).join(', ')}`,
      ),
    )
    .addOption(new Option('--name <name>', 'what to call the profile (default: as the first file)'))
    .addOption(new Option('--pick <name>', 'which link, where a file has several'))
    .addOption(
      new Option('--opportunity <size>', 'what an opportunity of a mahimahi trace takes (1500B)'),
    )
    .action(async (files: readonly string[], texts: Omit<ImportWords, 'files'>) => {
      const { text, remarks } = importProfile({ ...texts, files: await withInput(around, files) })
      for (const line of remarks) remark(around, line)
      around.stdout.write(text)
    })
}

async function withInput(
  around: Surroundings,
  files: readonly string[],
): Promise<readonly (string | ImportedText)[]> {
  if (files.filter((file) => file === STANDARD_INPUT).length > 1) {
    const found = `"${STANDARD_INPUT}" more than once`
    const expected = 'at most once: standard input is read to its end'
    throw new InputError({ code: 'senseless', field: 'files', found, expected })
  }
  const read: (string | ImportedText)[] = []
  for (const file of files) {
    read.push(
      file === STANDARD_INPUT
        ? { name: 'stdin', text: await textFrom(around.stdin, importedText) }
        : file,
    )
  }
  return read
}
