"""How to read each part."""

from kit.messages import _

WORLD = _("""
### How to read it

The text is generated: each sentence is a noun and six words that fit it. Its true geometry is known.
""")

UPDATE = _("""
### How to read it

x
""")

NEARER = _("""
### How to read it

x
""")
