"""Upshift: a model-checked reference for switching a running cluster to a new version."""

__version__ = "0.1.0"

__all__ = ["__version__"]
