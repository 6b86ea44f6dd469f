"""From a question to a cited answer, on the command line and in the browser."""
