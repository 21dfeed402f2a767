"""How to read each part."""

from kit.messages import _

PLANE = _("""
### How to read it

Each digit of 64 pixels is pressed through two numbers, its *code*, and decoded again.
""")
