/** The record is read whole at every start: a text is kept up to this length. Characters. */
export const MOST_TEXT = 64 * 1024;
/** A title fits a status bar and the subject of a mail. Characters. */
export const MOST_TITLE = 200;
