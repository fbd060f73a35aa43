"""Text that is shown as it stands, since netui itself wrote it: a saved snapshot in which it is not so is refused."""

from typing import Annotated

from msgspec import Meta

Digits = Annotated[str, Meta(pattern=r"\A[0-9A-Za-z.:/%-]*\Z")]
"""An address of any layer, as `ip` prints it."""
Sentence = Annotated[
    str,
    Meta(pattern="\\A[^\x00-\x1f\x7f-\xa0\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]*\\Z"),
]
"""Words for people, without characters that a terminal acts on or that show as nothing."""
