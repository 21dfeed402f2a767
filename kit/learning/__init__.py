"""What the pages share on which nets learn to generalise: what is asked, the training of two settings, how it
is drawn and phrased."""
