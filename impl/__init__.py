"""The protocol as software: sans-IO, the standard library only, no clock, no randomness, no logging.

Read `views` and `entries` (what there is), `folding` (what an entry makes of a view), `adjust` and `roster` (the
guards), `ordering/` (how entries come into one order), then `node` and `stepping`: `step(node, event)` answers the node
afterwards and its `commands`, of which a `Write` comes first. `cluster` embeds nodes in memory, `rolling` updates them
one by one, `releases/` has two pieces of software to update them from and to. `encoding` is how
everything that nodes write and say is written.
"""
