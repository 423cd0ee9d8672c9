/**
 * CSV (RFC 4180, lines ended as Unix has them). A text that a spreadsheet would take for a formula, as
 * a name from somebody's file may be, has an apostrophe before it
 * (https://owasp.org/www-community/attacks/CSV_Injection); numbers stay numbers.
 */
import { stringify } from 'csv-stringify/sync'

export type CsvField = string | number | null | undefined

export const csvText = (rows: readonly (readonly CsvField[])[]): string =>
  stringify([...rows], { escape_formulas: true })
