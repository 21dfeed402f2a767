"""The second half of the page: what learning finds of PCA, what the width is worth, and how noisy a gradient
is."""
