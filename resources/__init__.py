"""Files that the app ships: fonts, examples, icons."""
