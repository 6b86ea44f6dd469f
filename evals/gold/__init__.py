"""The gold question sets over the demonstration corpus, and their check."""
