"""The protocol as mathematics: plain, pure, typed Python.

Read `views` and `state` (what there is), `adjust` and `fence` (the guards), `requests`, `membership`, `life`, `groups`,
`delivery` and `network` (what happens), and `laws/` (what must hold). `ordering` and `quorum` say who may order;
`actions` lists every action. Around the protocol: `scenario`, `menu` and `scenarios` (where and how it is run),
`normal` (what is forgotten), `clauses` and `museum/` (how it is broken).
"""
