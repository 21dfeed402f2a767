"""What stands below the charts: how to read each part."""

from kit.messages import _

WINDOW = _(r"""
### How to read it

A convolution lays a small kernel on the input, multiplies number by number, and adds the products: one cell
of the output. Then it moves on by the *stride*.
""")

MATRIX = _(r"""
### How to read it

A convolution is a linear map, so it is a matrix.
""")

BACKWARD = _(r"""
### How to read it

Backward.
""")

POOLING = _(r"""
### How to read it

Pooling.
""")
