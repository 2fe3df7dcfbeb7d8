import numpy as np
import pytest
from scipy.special import logsumexp

from fmnist_core.errors import FmnistError
from fmnist_core.evaluation.abstention import RATE, WIDEST, Standard, block_means, energy_score

RNG = np.random.default_rng(0)
CENTRES = 4 * RNG.normal(size=(3, 80)).astype(np.float32)


def familiar(count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return features (count, 80), labels and logits of three classes."""
    labels = np.arange(count) % 3
    features = (CENTRES[labels] + RNG.normal(size=(count, 80))).astype(np.float32)
    return features, labels, (8 * np.eye(3)[labels] + RNG.normal(size=(count, 3))).astype(np.float32)


def fitted() -> Standard:
    (features, labels, _), (held_out, _, logits) = familiar(600), familiar(400)
    return Standard.fit(([features[:, :70], features[:, 70:]], labels), (held_out, logits))


STANDARD = fitted()


def test_energy_is_the_log_of_summed_exponentials():
    logits = RNG.normal(size=(50, 10)) * 4
    np.testing.assert_allclose(energy_score(logits), logsumexp(logits, axis=1))


def test_few_familiar_pictures_are_refused():
    features, _, logits = familiar(4000)
    assert (STANDARD.familiarity(features, logits) < 0).mean() == pytest.approx(RATE, abs=0.025)


def test_both_strange_features_and_weak_logits_are_refused():
    features, _, logits = familiar(300)
    between = features[np.arange(300) % 3 == 0] * 0.3
    assert (STANDARD.familiarity(between, logits[:100]) < 0).mean() > 0.95
    assert (STANDARD.familiarity(features, logits / 8) < 0).mean() > 0.95
    assert (STANDARD.familiarity(np.full((2, 80), np.nan), logits[:2]) >= 0).sum() == 0


def test_only_what_varies_most_is_looked_at():
    assert len(STANDARD.columns) == WIDEST + 10
    assert set(range(70, 80)) <= set(STANDARD.columns.tolist())


def test_packing_changes_no_answer():
    features, _, logits = familiar(200)
    packed = STANDARD.packed()
    kept = Standard.unpacked(packed)
    np.testing.assert_allclose(
        kept.familiarity(features, logits), STANDARD.familiarity(features, logits), atol=0.1
    )
    with pytest.raises((KeyError, ValueError)):
        Standard.unpacked({**packed, "mean": packed["mean"][:3]})


def test_a_number_that_never_varied_does_not_decide_alone():
    features, labels, logits = familiar(600)
    features[:, 5] = 0
    standard = Standard.fit(([features], labels), (features, logits))
    assert np.isfinite(standard.familiarity(features, logits)).all()


def test_who_has_seen_strange_pictures_refuses_their_like_and_what_is_stranger_still():
    """They lie among the classes, where distances tell little, and the network is sure of them."""
    (features, labels, _), (held_out, _, logits) = familiar(600), familiar(400)

    def strange(count):
        return (CENTRES.mean(axis=0) + RNG.normal(size=(count, 80))).astype(np.float32)

    standard = Standard.fit(([features], labels), (held_out, logits), strange=strange(300))
    sure = (8 * np.eye(3)[np.zeros(200, int)]).astype(np.float32)
    assert (standard.familiarity(strange(200), sure) < 0).mean() > 0.95
    assert (standard.familiarity(held_out, logits) < 0).mean() < 0.04
    far = (2 * CENTRES[labels[:200]] + RNG.normal(size=(200, 80))).astype(np.float32)
    assert (standard.familiarity(far, sure) < 0).mean() > 0.95
    kept = Standard.unpacked(standard.packed())
    np.testing.assert_allclose(
        kept.familiarity(held_out, logits), standard.familiarity(held_out, logits), atol=0.1
    )
    with pytest.raises(ValueError, match="does not belong"):
        Standard.unpacked({**standard.packed(), "taught": np.zeros(3, np.float32)})


@pytest.mark.parametrize("broken", ["nothing", "nan"])
def test_features_that_teach_nothing_are_refused_in_words(broken):
    features, labels, logits = familiar(30)
    if broken == "nan":
        features[3, 3] = np.nan
    count = 0 if broken == "nothing" else 30
    with pytest.raises(FmnistError, match="learnt from finite features"):
        Standard.fit(([features[:count]], labels[:count]), (features[:count], logits[:count]))


def test_an_impossible_rate_is_refused():
    features, labels, logits = familiar(30)
    with pytest.raises(FmnistError, match=r"below 1; received 1\.5"):
        Standard.fit(([features], labels), (features, logits), rate=1.5)


@pytest.mark.parametrize("shape", [(28, 28), (7, 7), (3, 30), (1, 1)])
def test_blocks_of_any_image_keep_its_mean(shape):
    image = np.full((2, *shape), 51, np.uint8)
    blocks = block_means(image)
    assert blocks.shape == (2, min(7, shape[0]) * min(7, shape[1]))
    np.testing.assert_allclose(blocks, 0.2, rtol=1e-5)
