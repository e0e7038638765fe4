"""Made-up verdicts and reports that the tests of this room share."""

import random

from newtongue.core.completion import Outcome, Verdict
from newtongue.evaluate import scores
from newtongue.report.data import Cost, Difference, Funnel, Report, Row, difference

FAILURES = (Outcome.ASSERTION, Outcome.SYNTAX, Outcome.EXCEPTION, Outcome.TIMEOUT)


def verdicts(language: str, rate: float, problems: int = 60, n: int = 1) -> list[Verdict]:
    """Problems of growing difficulty; about `rate` of the completions pass."""
    dice = random.Random(f"{language} {rate}")
    return [
        Verdict(
            "lab",
            language,
            f"p{number}",
            output_id,
            Outcome.PASSED
            if 0.9 * number / problems + 0.1 * dice.random() < rate
            else dice.choice(FAILURES),
            "run",
        )
        for number in range(problems)
        for output_id in range(n)
    ]


STAGES = {
    "untuned": {"python": 0.6, "lua": 0.02},
    "full": {"python": 0.05, "lua": 0.4},
    "full + replay <15 %>": {"python": 0.58, "lua": 0.42},
}


def report(n: int = 1) -> Report:
    """A teach run in small: three stages, two languages, two tunings compared with the base."""
    judged = {
        stage: [v for language, rate in rates.items() for v in verdicts(language, rate, n=n)]
        for stage, rates in STAGES.items()
    }
    rows = tuple(
        Row(stage, one["language"], one)
        for stage in STAGES
        for one in scores.score(judged[stage], model=stage, resamples=300)
    )
    differences = tuple(
        difference(compared, f"Tuning ({stage})", "untuned", stage)
        for stage in list(STAGES)[1:]
        for compared in scores.compare(judged["untuned"], judged[stage], resamples=300)
    )
    return Report(
        title="Lua & <Python>",
        rows=rows,
        differences=differences,
        costs=(Cost("train", 101.2, 98.3, 412_000_000), Cost("judge", 66.0, None, None)),
        funnels=(Funnel("Lua of the teacher", "lua", (("asked", 4500), ("kept", 887))),),
        notes=("One seed.",),
        provenance={"seed": "0"},
        base="untuned",
        target="lua",
        source="python",
    )


def effect(low: float, estimate: float, high: float, label: str = "Tuning") -> Difference:
    """A difference of Lua pass@1 over 240 problems."""
    return Difference(label, "lua", estimate, low, high, problems=240)
