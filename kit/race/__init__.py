"""What pages on races share: settings, panel, facts, words, and the first calls of their programs."""
