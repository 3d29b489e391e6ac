"""Other tools' figures, rebuilt from ours part by part.

Asking those tools is ``tracing``'s work.
"""
