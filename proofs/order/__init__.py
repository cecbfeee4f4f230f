"""Ordered delivery by itself: real replicas with opaque entries, and a network that does its worst.

`machine` is what is explored, `terms` how terms are renamed, `spent` which messages can no longer matter, `laws` what
must hold, `scenarios` where it is looked at, `mistakes` what happens if a rule is missing.
"""
