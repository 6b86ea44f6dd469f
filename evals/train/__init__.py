"""Training of the small models on top of the bundled encoder; two cores, some half an hour each."""
