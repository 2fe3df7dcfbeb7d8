"""Write the model cards of the runs that ship, from their files.

python tools/model_card.py                # all of the zoo
python tools/model_card.py mnist-cnn      # only this one
"""

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from fmnist_core.cards import CARD_FILE, model_card  # noqa: E402
from fmnist_core.paths import BUNDLED  # noqa: E402
from fmnist_core.runs import Run  # noqa: E402

ZOO = BUNDLED / "zoo"


def main() -> None:
    """Read the command line and write the cards."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("ids", nargs="*", metavar="ID", help="default: all")
    for zoo_id in parser.parse_args().ids or sorted(folder.name for folder in ZOO.iterdir()):
        run = Run(ZOO / zoo_id, zoo=True)
        (run.folder / CARD_FILE).write_text(model_card(run), encoding="utf-8")
        print(run.folder / CARD_FILE)


if __name__ == "__main__":
    main()
