"""The implementation refines the model: each of its steps is a step of the model, a few of them, or none.

Read `words` (what stands for what), `history` (the log), `mapping` (the nodes), `premises` (what the model looks up in
the whole state and an implementation cannot know), `flights` and `moves` (how an entry, or a change of one node, may
come about), `search`, and `refinement`, which is the way in.
"""
