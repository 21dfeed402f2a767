"""How to read each part."""

from kit.messages import _

WORLD = _(r"""
### How does word2vec work?

Each word gets a vector $w$, and a second one, $c$, for standing beside others. They are moved until $w
\cdot c$ is high for words that stand together, and low for words that are drawn at random: skip-gram with
$k$ negative samples (SGNS) minimises, for each pair that was seen, $-\log \sigma(w \cdot c) - \sum_{i=1}^k
\log \sigma(-w \cdot c_i)$. Nothing says what a word means: words with the same neighbours get the same
vectors.

Over all pairs together the loss is a sum over the table of counts, $\#(w, c)$, and needs no sampling.
Without a limit on the width its minimum is known, $w \cdot c = \log \frac{\#(w,c)}{k\,\#(w)\,P(c)}$: the
pointwise mutual information, less $\log k$ (Levy & Goldberg 2014). Of pairs that were never seen it is
$-\infty$. Here all pairs are trained on at once, by Adam, 1,000 steps on the exact gradient; real programs
draw pairs and negatives, and draw negatives by $P(c)^{0.75}$.

**The text is generated.** A sentence is a noun and six words; a quarter of these fit everything, the others
one of the noun's attributes: for a person sex, age or rank. Its true geometry is therefore known: what
tells man from woman also tells king from queen. Real language is not made so. The labels do not enter any
number.

**Analogies.** $b - a + c$ is compared with all words, by the cosine. Usually $a$, $b$ and $c$ may not be
answers, which is often not said; here nothing is left out, and the other count stands beside it. The word
nearest to $c$ alone is the baseline: it does not look at the question.

**The map** shows two directions of many. Its axes say how much of the variance they hold.
""")

UPDATE = _(r"""
### How to read it

Every word has two vectors: $w$, *inside*, as an input, and $u$, *outside*, as a word that is predicted.
Skip-gram predicts each of the words around from the one in the middle, CBOW the middle one from the mean
$h$ of those around; in skip-gram $h$ is the one input's vector.

**Full softmax.** The loss is $L = -\sum_{t} \log p_t$ over the $C$ predicted words, $p_j = e^{u_j \cdot h}
/ \sum_i e^{u_i \cdot h}$. Its slope in the score of word $j$ is $C\,p_j$ − (how often $j$ is predicted);
over all words that sums up to $C - C = 0$. With the $C$ forgotten it sums up to $1 - C$: every update then
raises the scores on the whole, and the vectors grow without end.

**Negative samples.** For each predicted word $k$ others are drawn, word $j$ with a probability proportional
to (how often it stands in the sentence)$^{0.75}$. $L = -\sum_t \left(\log \sigma(u_t \cdot h) + \sum_n \log
\sigma(-u_n \cdot h)\right)$; the slope is $\sigma - 1$ for a predicted word, $\sigma$ for a negative.

From the slopes, the *errors*, all else follows: $\partial L/\partial u_j$ = error$_j$ · $h$, $\partial
L/\partial h$ = Σ error$_j$ · $u_j$, which each input gets an equal part of; and each vector moves by −η
times its gradient.

A sentence of one's own is cut at everything that is no letter, digit, hyphen or apostrophe, in small
letters. Korean is not taken apart further: 왕이 and 왕은 are two words here. In real text, particles have
to be cut off.
""")

NEARER = _(r"""
### Is man nearer to woman, or to car?

It depends on the text. Vectors know nothing but which words stand near which. Here one number of the text
can be moved: in which share of the sentences about male persons or about vehicles the words of both are
used. At 0 man and woman share the words of age and rank, man and car none but those that fit everything.
The more sentences share their words, the nearer man comes to car, until the order turns; where, depends on
seed, width and method.

The analogies may be as good as ever where the order has turned: what tells man from woman is still what
tells king from queen. A cosine says how much two words have in common in this text, no more. Nobody can say
from it what is true of men, women or cars, only how they are spoken of.

*Counted*: cosines of rows of the table of positive pointwise mutual information, made of the exact chances
of all pairs. They have no seed, no width and no training.
""")
