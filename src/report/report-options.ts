/** What a format may be told. Nothing here is ever read from the environment. */
export interface ReportOptions {
  /** ANSI colour; only formats for terminals have any. */
  readonly color: boolean
  /** Columns of the terminal; only formats for terminals mind. */
  readonly width: number
}

export const PLAIN: ReportOptions = { color: false, width: 110 }
