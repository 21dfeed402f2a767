"""The second half of the page: a small convolutional net that learns beside a dense one."""
