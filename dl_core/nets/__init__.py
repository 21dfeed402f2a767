"""Layers of nets in plain NumPy, as textbooks write them: for looking at, not for training; and a small
convolutional net that is trained."""
