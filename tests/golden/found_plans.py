"""The table of docs/found_plans.md: each published plan beside the best of its own search.

Run it to print the table, with --write to put it into the page. It runs ./tenfold, or TENFOLD_BIN."""
import itertools
import json
import os
import pathlib
import subprocess
import sys
import tomllib

HOME = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("TENFOLD_BIN", str(HOME / "tenfold"))
PAGE = HOME / "docs/found_plans.md"
SCENARIOS = [*sorted(HOME.glob("scenarios/search_published_*.toml")),
             HOME / "scenarios/search_llama_405b_16k_h100.toml",
             HOME / "scenarios/search_deepseek_v3_2048_h800.toml"]
HEADING = ("| run | plans | fit | rank | gap | gap with room | step, s | published, s | GiB "
           "| our best, where it differs |")
GIB = 1 << 30


def searched(scenario, *options):
    """The `result` of a scenario's search."""
    done = subprocess.run([PROGRAM, "search", str(scenario), "--json", *options],
                          capture_output=True, text=True, check=True)
    return json.loads(done.stdout)["result"]


def gap(own, other):
    """How much faster the other plan is; 0 where it is none or slower."""
    return own["step_time_s"] / other["step_time_s"] - 1 if other else 0.0


def text(value):
    """A setting as --plan takes it: of a list, runs of equal layers."""
    if not isinstance(value, list):
        return str(value)
    runs = [(layers, len(list(same))) for layers, same in itertools.groupby(value)]
    return ":".join(f"{layers}x{times}" if times > 1 else f"{layers}" for layers, times in runs) or "even"


def differences(own, best):
    """Settings of the best plan that are not those of the published one; data follows from others."""
    words = [f"{key} {text(value)}" for key, value in best["plan"].items()
             if value != own["plan"][key] and key not in ("data", "expert_tensor")]
    return ", ".join(words) or "nowhere"


def published_seconds(scenario):
    """What the source says of a step, if it does."""
    rows = tomllib.loads(scenario.read_text(encoding="utf-8")).get("published", [])
    steps = [row["value"] for row in rows if row["quantity"] == "step_time_s"]
    return f"{steps[0]:g}" if steps else ""


def row(scenario):
    """A line of the table."""
    found = searched(scenario)
    own, best, room = found["own_plan"], found["best"][0], found["with_room"]
    return (f"| {scenario.stem.removeprefix('search_')} | {found['plans_total']:,} | {found['plans_feasible']:,} "
            f"| {own['faster'] + 1:,} | {100 * max(0.0, gap(own, best)):.1f} % "
            f"| {100 * max(0.0, gap(own, room)):.1f} % | {own['step_time_s']:.3g} "
            f"| {published_seconds(scenario)} "
            f"| {own['peak_bytes'] / GIB:.1f}, best {best['peak_bytes'] / GIB:.1f} "
            f"| {differences(own, best)} |")


def table():
    """The lines of the table."""
    return [HEADING, "|---|---:|---:|---:|---:|---:|---:|---:|---|---|",
            *(row(scenario) for scenario in SCENARIOS)]


def table_of(page):
    """The lines of the page's table."""
    lines = page.splitlines()
    first = lines.index(HEADING)
    end = next(i for i in range(first, len(lines)) if not lines[i].startswith("|"))
    return lines[first:end]


def main():
    made = "\n".join(table())
    if "--write" in sys.argv[1:]:
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(page.replace("\n".join(table_of(page)), made), encoding="utf-8")
    print(made)


if __name__ == "__main__":
    main()
