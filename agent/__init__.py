"""The conversation: the graph that a model drives, the gate before every tool, the one way in.

``run.py`` is what HTTP, the terminal and Slack call; ``graph.py`` puts the rest together.
"""
