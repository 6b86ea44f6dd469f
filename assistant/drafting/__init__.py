"""Notes of a writer -> a ledger of facts -> a draft in the usual order of its genre, each sentence tied to its source."""
