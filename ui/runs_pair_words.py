"""What changed between two runs, in words. Pure text, no Streamlit."""

from fmnist_core.evaluation import PairedComparison
from ui.words import count, percent

TITLES = {
    "both_right": "Right in both",
    "right_to_wrong": "Right → wrong",
    "wrong_to_right": "Wrong → right",
    "both_wrong": "Wrong in both",
}
SIGNIFICANT = 0.05


def difference_sentences(paired: PairedComparison, first: str, second: str) -> list[str]:
    """Say how the answers of two runs differ, and whether chance could have done that.

    Args:
        paired: of the two.
        first: name of the first run, as Markdown.
        second: name of the second run, as Markdown.
    """
    total = f"{count(len(paired.a.labels))} {paired.a.split} images"
    lost, gained = paired.only_a, paired.only_b
    if not lost + gained:
        return [f"On the same {total}, both are right on the same ones: there is nothing to tell them apart."]
    return [
        f"On the same {total}, **{second}** is right on **{count(gained)}** that **{first}** gets wrong, and "
        f"wrong on **{count(lost)}** that **{first}** gets right.",
        f"{_chance(paired.p_value)}: {_verdict(paired.p_value, gained > lost, first, second)}",
    ]


def _chance(p: float) -> str:
    if p > 0.999:
        return "Chance alone is as uneven as this every time (McNemar's exact test, p = 1)"
    if p < 1e-4:
        often, exact = "in fewer than one of 10,000 cases", "p < 0.0001"
    else:
        often, exact = f"in {percent(p, 2 if p < 0.01 else 0)} of cases", f"p = {p:.2g}"
    return (
        f"If both were equally good, chance alone would make it so uneven {often} "
        f"(McNemar's exact test, {exact})"
    )


def _verdict(p: float, gained: bool, first: str, second: str) -> str:
    if p >= SIGNIFICANT:
        return "these images do not tell which of the two is better."
    return f"that **{second if gained else first}** is better is hardly luck."
