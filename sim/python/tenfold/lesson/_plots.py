"""How the notebooks draw. matplotlib is asked for here alone, so that checks need none."""

import numpy

# Distinct in print and for the colour-blind (Okabe and Ito 2008), dark enough on white.
COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#555555"]


def style():
    """Sets matplotlib up as all notebooks draw, and returns its pyplot."""
    import matplotlib.pyplot as plt

    plt.rcParams.update(
        {
            "figure.figsize": (7.5, 4.2),
            "figure.dpi": 100,
            "figure.constrained_layout.use": True,
            "font.size": 10,
            "axes.prop_cycle": plt.cycler(color=COLOURS),
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.grid": True,
            "axes.titlelocation": "left",
            "axes.axisbelow": True,
            "grid.alpha": 0.25,
            "legend.frameon": False,
        }
    )
    return plt


def curve(axes, x, y, beyond, **how):
    """A line that is dashed where `beyond` says so: beyond the data that its law was fitted to. Its
    label stands once."""
    x, y, beyond = numpy.asarray(x), numpy.asarray(y), numpy.asarray(beyond)
    label = how.pop("label", None)
    colour = how.pop("color", None) or axes._get_lines.get_next_color()
    ends = numpy.flatnonzero(numpy.diff(beyond.astype(int))) + 1
    starts = numpy.concatenate([[0], ends])
    labelled = False
    for first, last in zip(starts, numpy.concatenate([ends, [len(x)]])):
        dashed = bool(beyond[first])
        said = None if labelled or (dashed and not beyond.all()) else label
        labelled = labelled or said is not None
        if dashed:  # from the last point within the data, and to the next
            first, last = max(first - 1, 0), min(last + 1, len(x))
        dashes = (0, (4, 2)) if dashed else "solid"
        axes.plot(x[first:last], y[first:last], color=colour, linestyle=dashes, label=said, **how)
    return colour


def timeline(axes, played, colours=None):
    """A played schedule: a row a rank, a box an operation with its micro-batch. Gives the colours by
    kind, for a legend."""
    colours = colours or {
        "forward": COLOURS[5],
        "backward": COLOURS[4],
        "backward input": COLOURS[4],
        "backward weight": COLOURS[2],
    }
    last = max(played["end"])
    for kind, rank, number, start, end in zip(
        played["kind"], played["rank"], played["micro_batch"], played["start"], played["end"]
    ):
        if kind not in colours or end <= start:
            continue
        box = {"edgecolor": "white", "linewidth": 0.6, "color": colours[kind]}
        axes.barh(rank, end - start, left=start, height=0.86, **box)
        if (end - start) / last > 0.014:
            place = ((start + end) / 2, rank)
            axes.annotate(str(number), place, ha="center", va="center", fontsize=7)
    axes.set_xlim(0, last)
    axes.set_yticks(sorted(set(int(r) for r in played["rank"])))
    axes.invert_yaxis()
    axes.grid(False)
    axes.set_ylabel("stage")
    return {k: c for k, c in colours.items() if k in set(played["kind"])}
