"""A source in, a cable out: reading one telegram as a desk officer would. Pure: it opens no file and knows no archive.

The order of work follows the page (`desk`): the `wrapper` is read off by its layout; page lines are cut out, their
places kept (`furniture`); the classification line is found (`level`), once or twice; above it stands the transmission
part (`envelope`), below it the `heading` with its `captions`, E.O. line (`declassification`), `tags`, `references` and
`classifier`, then the text (`body`, `voices`), then the name it was sent over (`closing`). Each reader hands back
values with the characters they came from. Whatever is odd becomes a diagnostic; no text makes this package raise.
"""

from reftel.reading.desk import read, read_all
from reftel.reading.sameness import differences, same_reading

__all__ = ["differences", "read", "read_all", "same_reading"]
