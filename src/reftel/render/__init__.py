"""Cables set for people: what stands on a page and why (`page`), and the same page in a terminal (`terminal`).

The web and the command line set the same `CablePage`; neither reads a telegram for itself.
"""
