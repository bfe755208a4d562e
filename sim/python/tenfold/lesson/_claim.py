"""Notebook 5: is it really ten times?"""

import functools

from ._question import Choice, Number
from .. import _asking as tf

CLAIM = "muse_spark_vs_maverick"
FACTORS = [
    "data",
    "allocation",
    "sparsity",
    "optimizer",
    "architecture",
    "tuning",
    "teacher",
    "yardstick",
]


@functools.lru_cache(None)
def _verdict():
    return tf.check(CLAIM)


def needed_data():
    """What data curation must be worth, were it known, for P to be 0.9."""
    reading, low, high = _verdict().reading(2), 1.0, 100.0
    for _ in range(14):
        middle = (low * high) ** 0.5
        low, high = (middle, high) if reading.with_(data=middle).p_claim < 0.9 else (low, middle)
    return high


def _factor(name):
    return next(f for f in _verdict().reading(2).factors if f["factor"] == name)


def median_reaches_claim():
    """What it must be worth for the median alone to be the claimed ratio."""
    reading = _verdict().reading(2)
    return _factor("data")["median"] * reading.claimed / reading.median


def _variance():
    return {f["factor"]: f["variance_share"] for f in _verdict().reading(2).factors}


def widest():
    shares = _variance()
    return max(shares, key=shares.get)


def _of_the_spread(answer, right):
    shares = _variance()
    return (
        f"{answer} is {shares[answer]:.0%} of the spread, another is {shares[right]:.0%}."
        if answer in shares
        else f"not {answer}."
    )


def baseline_flops():
    """Of Maverick's pretraining, 6nd-active with the parameters that were announced."""
    return _verdict().to_dict()["result"]["baseline"]["counts"][0]["flops"]


def tokens_of_a_tenth():
    """Tokens of a run of 42 B active parameters at a tenth of the baseline's FLOPs."""
    return baseline_flops() / 10 / (6 * 42e9)


def _data_words():
    data = _factor("data")
    return (
        f"Data curation is judged as {data['median']:g} times [{data['p05']:g}, {data['p95']:g}]. "
        "Were it known exactly: from which value on would reading 2 be supported (P of 0.9)? "
        "(within 5 %)"
    )


QUESTIONS = [
    Choice(
        "5.1",
        "By its number: which reading is nearest to what Meta itself wrote?",
        [1, 2, 3],
        lambda: _verdict().headline.number,
        "Meta wrote of a recipe, fitted on small models, against 'our previous model'. What is on "
        "each side of the ratio?",
        "The press wrote of another one.",
    ),
    Number(
        "5.2",
        _data_words,
        needed_data,
        "v.reading(2).with_(data=4.0).p_claim is P were it 4. Try values until P is 0.9.",
        "The other seven factors stay as uncertain as they were: that is what it takes to lift "
        "them all.",
        traps=[
            (
                median_reaches_claim,
                "there the median is the claimed ratio, so that P is about a half.",
            )
        ],
    ),
    Choice(
        "5.3",
        "Which ONE unknown would you pay to have resolved?",
        FACTORS,
        widest,
        "Look at the shares of the variance, not at the medians: a factor may be worth nothing in "
        "the median and still blur everything. Who chose what was measured?",
        lambda: f"Its median is {_factor('yardstick')['median']:g}: it moves the middle by nothing "
        "and brings most of the doubt.",
        _of_the_spread,
    ),
    Number(
        "5.4",
        lambda: "Say Muse Spark 1.0 has 42 B active parameters, as Muse Spark Open has. On how many "
        "tokens may it have been trained at most, were it a tenth of Maverick's "
        f"{baseline_flops():.3g} FLOPs, by 6 N D?",
        tokens_of_a_tenth,
        "C = 6 N D with the active N. Which of the three do you know?",
        "Meta's own filing speaks of over 10 T tokens of text: that is why reading 1 fails.",
        within=0.03,
        traps=[(lambda: 10 * tokens_of_a_tenth(), "that is all of Maverick's compute.")],
    ),
]
