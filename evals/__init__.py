"""Evaluations of the product."""
