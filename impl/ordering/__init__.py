"""Ordered delivery: a leader-based replicated log that is reconfigured through itself (protocol 2).

Read `replica` (what a node knows), `rules` (who is elected, what is committed), `election`, `replication` and
`leaving`, then `receiving`, which sends each message to its handler. Everything here is a pure function from a replica
and an event to a replica and the messages to be sent, in that order: what changed durably is on disk before the first
of them leaves.
"""
