"""What establishes the laws: so far by exhaustion, within stated bounds.

Read `systems` (a scenario as something to explore), then `explore/` (the engine), `catalogue` (everything that is
checked), `manifest` (what was promised of it) and `verify` (whether it is so). `blame` says which clause of a law is
false; `trace/` tells and keeps a run; `rebind` breaks the protocol; `claims` reads the table of the 31 claims.
"""
