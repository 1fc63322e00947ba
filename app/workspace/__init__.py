"""The open document and all that is shared about it: undo, the latest Trace, the playhead."""
