"""The kit that judges other implementations of the protocol: it belongs here and is not written yet."""
