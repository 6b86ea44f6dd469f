"""From files to documents, records and chunks: read, parse, extract, chunk, take in."""
