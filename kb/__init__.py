"""The knowledge base: types, normal form, words, embedding, catalog, indexes, search. Imports none of ours."""

import os

# onnxruntime 1.32 reports to its maker as soon as it is imported, and keeps a device id in the user's cache, unless this
# is set before: disable_telemetry_events() comes too late.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
