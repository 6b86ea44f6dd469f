"""The command line, which wires ingest and assistant together."""
