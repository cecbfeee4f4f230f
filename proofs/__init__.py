"""Every law of the protocol, established: by exhaustion, by induction and by refinement."""
