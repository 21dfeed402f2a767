"""The second half of the page: vectors of a real text, and what is often left out when they are shown."""
