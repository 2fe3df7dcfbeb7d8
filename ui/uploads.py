"""An uploader whose files stay when the page or the kind of input changes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

import streamlit as st

from ui.paste import Pasted
from ui.picture import LARGEST_MB, Picture
from ui.run_words import plain
from ui.words import count


@dataclass
class _Given:
    """What one visitor gave.

    Attributes:
        earlier: what the uploader does not hold: it was pasted, or given before a look at something else.
        uploaded: what it holds.
        visit: when the visitor last came to it, from `arrived`.
        uploaders: how many have been shown; one cannot be emptied but by taking another.
    """

    earlier: list[Picture] = field(default_factory=list)
    uploaded: list[Picture] = field(default_factory=list)
    visit: int = 0
    uploaders: int = 0

    def renew(self, earlier: list[Picture]) -> None:
        """Let an empty uploader follow, beside these pictures."""
        self.earlier, self.uploaded = earlier, []
        self.uploaders += 1


def uploads(name: str, label: str, visit: int, most: int = 1) -> list[Picture]:
    """Show the uploader and return the pictures in it, after those that were given earlier.

    Args:
        name: unique in the app; the session keeps the pictures under it.
        label: what to bring.
        visit: another number whenever the visitor comes back to the uploader, from `arrived`.
        most: how many pictures are taken; where it is one, a new one takes the place of the last.
    """
    given = _given(name)
    key = _key(name, given)
    if given.visit != visit or key not in st.session_state:  # or back from a page that stopped early
        given.visit = visit
        given.renew([*given.earlier, *given.uploaded][:most])
        key = _key(name, given)
    st.file_uploader(
        label,
        type="image",
        accept_multiple_files=most > 1,
        max_upload_size=LARGEST_MB,
        key=key,
        on_change=partial(_take, name, key),
    )
    if given.earlier:
        with st.container(horizontal=True, vertical_alignment="center"):
            several = len(given.earlier) > 1
            st.caption(f"{count(len(given.earlier))} pictures" if several else plain(given.earlier[0].name))
            st.button("Remove", type="tertiary", icon=":material/close:", on_click=_forget, args=(name,))
    pictures = [*given.earlier, *given.uploaded]
    if len(pictures) > most:
        st.caption(f"These are {count(len(pictures))} files. The first {most} are answered.")
    return pictures[:most]


def give(name: str, pasted: Sequence[Pasted]) -> None:
    """Take pictures from the clipboard, in place of all that was given before.

    Args:
        name: of the uploader beside which they stand.
        pasted: the pictures.
    """
    given = _given(name)
    paste = f"pasted {given.uploaders}"
    given.renew([Picture(each.content, f"{paste} {place}", each.name) for place, each in enumerate(pasted)])


def _given(name: str) -> _Given:
    return st.session_state.setdefault(name, _Given())


def _key(name: str, given: _Given) -> str:
    return f"{name} {given.uploaders}"


def _take(name: str, key: str) -> None:
    """Take what the uploader holds as soon as it is heard of: the visitor may be on the way to elsewhere."""
    given = _given(name)
    if key != _key(name, given):
        return
    held = st.session_state[key]
    if not isinstance(held, list):  # it takes one file
        given.earlier = []
        held = [held] if held else []
    given.uploaded = [Picture(file.getvalue(), file.file_id, file.name) for file in held]


def _forget(name: str) -> None:
    _given(name).earlier = []
