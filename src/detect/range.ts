/** A region of a file. Lines and columns count from 1, columns in UTF-16 code units; the end is exclusive. */
export interface Range {
  startLine: number;
  startColumn: number;
  endLine: number;
  endColumn: number;
  /** Where it begins for people, if the file is a notebook. */
  cell?: CellPlace;
}

/** A place in a notebook's cell; all count from 1, cells of text too. */
export interface CellPlace {
  number: number;
  /** In the cell's source; the column is without a magic that stands before the code. */
  line: number;
  column: number;
}
