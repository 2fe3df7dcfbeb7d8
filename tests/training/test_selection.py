import numpy as np
import pytest

from fmnist_core.errors import StorageError
from fmnist_core.training.selection import Selection

COUNT, SHOWN = 1_000, 400
LOSSES = np.random.default_rng(7).permutation(COUNT).astype(np.float32)  # of each image: 999 is the hardest


def epochs(selection, numbers):
    """Show some epochs to a network whose losses never change."""
    for epoch in numbers:
        selection.begin(epoch)
        yield selection.positions.copy(), selection.turned.copy()
        selection.end(LOSSES[selection.positions])


def test_an_epoch_shows_every_image_once_in_another_order_each_time():
    first, second = (positions for positions, _ in epochs(Selection(COUNT, COUNT, seed=0), range(2)))
    assert sorted(first) == sorted(second) == list(range(COUNT))
    assert not np.array_equal(first, second)


def test_a_shortened_epoch_shows_no_image_twice():
    for positions, _ in epochs(Selection(COUNT, SHOWN, seed=0), range(5)):
        assert len(set(positions)) == SHOWN


def test_what_was_never_shown_comes_before_what_was():
    shown = [set(positions) for positions, _ in epochs(Selection(COUNT, SHOWN, seed=0), range(6))]
    assert len(set.union(*shown[:4])) > 0.9 * COUNT
    assert set.union(*shown) == set(range(COUNT))


def test_half_of_a_shortened_epoch_is_the_hardest_and_the_rest_comes_from_all_others():
    selection = Selection(COUNT, SHOWN, seed=0)
    later = [set(positions) for positions, _ in epochs(selection, range(40))][10:]
    hardest = set(np.argsort(-LOSSES)[: SHOWN // 2])
    easiest = set(np.argsort(LOSSES)[: SHOWN // 2])
    assert all(hardest <= shown for shown in later)
    assert np.mean([len(easiest & shown) for shown in later]) == pytest.approx(200 * 200 / 800, rel=0.2)


def test_a_shortened_epoch_is_not_sorted():
    *_, (positions, _) = epochs(Selection(COUNT, SHOWN, seed=0), range(5))
    halves = LOSSES[positions[: SHOWN // 2]].mean(), LOSSES[positions[SHOWN // 2 :]].mean()
    assert halves[0] == pytest.approx(halves[1], rel=0.15)


def test_each_image_is_mirrored_every_other_time_that_it_is_shown():
    last = {}
    for positions, turned in epochs(Selection(COUNT, SHOWN, seed=0, mirrored=True), range(8)):
        assert 0.3 < turned.mean() < 0.7
        for position, mirrored in zip(positions, turned, strict=True):
            assert last.get(position) != mirrored
            last[position] = mirrored


def test_without_mirroring_nothing_is_turned():
    assert not any(turned.any() for _, turned in epochs(Selection(COUNT, SHOWN, seed=0), range(3)))


@pytest.mark.parametrize("completed", [4, 3])  # 3: killed when the choice was kept, but not yet the network
@pytest.mark.parametrize("shown", [COUNT, SHOWN])
def test_another_process_goes_on_as_this_one_would(shown, completed, tmp_path):
    unbroken = list(epochs(Selection(COUNT, shown, seed=3, mirrored=True), range(6)))
    before = Selection(COUNT, shown, seed=3, mirrored=True)
    list(epochs(before, range(4)))
    before.save(tmp_path / "selection.npz")
    after = Selection(COUNT, shown, seed=3, mirrored=True, first_epoch=completed)
    after.restore(tmp_path / "selection.npz")
    pairs = zip(unbroken[completed:], epochs(after, range(completed, 6)), strict=True)
    for (positions, turned), (same, turned_too) in pairs:
        np.testing.assert_array_equal(positions, same)
        np.testing.assert_array_equal(turned, turned_too)


def test_images_that_fill_no_batch_count_as_not_shown():
    selection = Selection(COUNT, SHOWN, seed=0, mirrored=True)
    selection.begin(0)
    shown, rest = np.split(selection.positions, [SHOWN - 50])
    turned = dict(zip(selection.positions, selection.turned, strict=True))
    selection.end(np.zeros(len(shown), np.float32))
    selection.begin(1)
    again = dict(zip(selection.positions, selection.turned, strict=True))
    assert all(again[position] != turned[position] for position in set(shown) & set(again))
    assert all(again[position] == turned[position] for position in set(rest) & set(again))


def test_a_folder_that_is_gone_is_a_sentence(tmp_path):
    with pytest.raises(StorageError, match="Cannot write"):
        Selection(COUNT, SHOWN, seed=0).save(tmp_path / "gone" / "selection.npz")
