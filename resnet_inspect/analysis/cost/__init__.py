"""What operators and parameters amount to: MACs, arithmetic, counts.

Bytes stand in ``memory``, other tools' ways of counting in ``witnesses``.
"""
