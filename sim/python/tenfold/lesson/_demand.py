"""Notebook 9: over-training, and what is served."""

from ._question import Choice, Number
from .. import _asking as tf
from .. import _laws as laws

MODEL = "llama-3.1-8b"
SERVICE = "serve_maverick"


def over_trained():
    """Training FLOPs of the model over those that the best split needs for its loss."""
    counted = tf.count(MODEL)
    asked = {"parameters": counted.parameters, "tokens": counted.tokens}
    return laws.law("besiroglu").ask(**asked)["C/C*"]


def even_demand():
    """Tokens in use at which use has cost the FLOPs of training: 2 N D_use = 6 N D."""
    return 3 * tf.count(MODEL).tokens


def best_size(demand=1e13):
    """The cheapest model over a life, over the size that is best for training alone."""
    return laws.law("sardana", "besiroglu").ask(loss=2.0, inference_tokens=demand)["N/N*"]


def cheaper_to_serve():
    """Whether a request costs less once training took a tenth of the compute."""
    as_it_is, less_training = tf.serve(SERVICE).life[:2]
    return "yes" if less_training["request"] < 0.99 * as_it_is["request"] else "no"


QUESTIONS = [
    Number(
        "9.1",
        "Llama 3.1 8B saw 15 T tokens. By Besiroglu's law: how many times the compute that the best "
        "split would have needed for its loss?",
        over_trained,
        "tf.law('besiroglu').ask(parameters=…, tokens=…) answers C/C*; the model's numbers are those "
        "of tf.count.",
        "An extravagance, if nobody used the model.",
        within=0.03,
        traps=[(lambda: 1 / over_trained(), "that is the share that was needed.")],
    ),
    Number(
        "9.2",
        "How many tokens must Llama 3.1 8B serve until use has taken as many FLOPs as training?",
        even_demand,
        "Training is 6 N FLOPs a token, use is a forward pass.",
        "Set it beside what your service answers in a day.",
        within=0.02,
        traps=[
            (lambda: even_demand() / 3, "a token costs less in use than in training."),
            (lambda: even_demand() / 9, "turn it round."),
        ],
    ),
    Number(
        "9.3",
        "A loss of 2.0 nats, and 10 T tokens to serve: which part of the size that is best for "
        "training alone is cheapest over the life? (by Besiroglu's coefficients, 0 to 1)",
        best_size,
        "tf.law('sardana', 'besiroglu').ask(loss=…, inference_tokens=…) answers N/N*.",
        "And it must see more than three times the tokens.",
        within=0.03,
    ),
    Choice(
        "9.4",
        "A model is trained with a tenth of the compute, and is else the same. Is a request cheaper "
        "to serve: 'yes' or 'no'?",
        ["yes", "no"],
        cheaper_to_serve,
        "tf.serve('serve_maverick').life has a row for it. What does a forward pass depend on?",
        "Only fewer active parameters, or better use of the machines, make a request cheaper.",
    ),
]
