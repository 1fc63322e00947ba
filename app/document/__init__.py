"""What the user edits: the Graph, its formula, its file, its layout. No Qt."""
