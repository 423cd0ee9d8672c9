/** What an import is told: files of other tools, and what they do not say of themselves. */

/** A text that is no file of its own. */
export interface ImportedText {
  /** Names it in complaints and in the profile. */
  readonly name: string
  readonly text: string
}

export interface ImportWords {
  /**
   * Paths, or texts. `up=PATH` and `down=PATH` where a file is of one way and neither it nor its name
   * says which. Files may complete each other; what two of them say, the first does.
   */
  readonly files?: readonly (string | ImportedText)[] | undefined
  /** Arguments of netem, as in `delay 100ms 20ms loss 1%`; `up=` and `down=` before them as well. */
  readonly netem?: readonly string[] | undefined
  /** The format of the files, where they are not to tell it themselves. */
  readonly as?: string | undefined
  /** What to call the profile; without it what the first file is called. */
  readonly name?: string | undefined
  /** Of several links in a file, the one that is called so. */
  readonly pick?: string | undefined
  /** What each opportunity of a mahimahi trace takes, as in `1504B`; without it 1500 octets. */
  readonly opportunity?: string | undefined
}
