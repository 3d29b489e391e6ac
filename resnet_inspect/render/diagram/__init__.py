"""Figures: one layout, drawn as SVG, PDF, PNG, TikZ and more."""
