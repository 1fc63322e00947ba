"""The open document and everything that is shared about it: undo, the latest Trace, the playhead."""
