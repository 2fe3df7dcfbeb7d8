"""What is known of the weaknesses of networks trained on a dataset, apart from what their figures say."""

_FASHION = (
    "White garments: white products were left out of the dataset, and its pictures are negatives of "
    "items on white. A white item on a bright ground leaves little but its outline.",
    "Anything else: one of the ten classes is always the most probable one. The app says where a "
    "picture looks like none of them, but not reliably so.",
    "Labels: some are wrong, in the test split, too, and people disagree on shirts, coats and "
    "pullovers: a majority vote of people is right on 83.5 % of the images.",
)
_MNIST = (
    "Position and size: MNIST's digits are centred and of one size. The app prepares pictures so; "
    "without that, a digit in a corner is not recognised.",
    "Other ways of writing: the digits are American, of about 1990. A one with a long upstroke or a "
    "seven with a bar is rare among them.",
    "Anything else: letters and scribbles are taken for some digit. The app says where a picture looks"
    " like none of them, but not reliably so.",
)
# By dataset, and by whether made pictures were added to the dataset's own in training.
WEAKNESSES: dict[tuple[str, bool], tuple[str, ...]] = {
    ("fashion_mnist", False): (
        "Drawings: the network has seen photographs alone. An outline that is not filled is often called a"
        " bag.",
        "Worn garments: each training picture shows one item without its wearer. Arms, legs, a face or a "
        "second garment in the picture mislead the network.",
        *_FASHION,
    ),
    ("fashion_mnist", True): (
        "Drawings: those that it learnt from were made by rules, not by people. What the rules do not know, "
        "such as a garment that is folded or hung up, is often wrong.",
        "Photographs of worn garments or before a busy ground: 28 x 28 grey pixels keep too little of them. "
        "The app asks a network that was trained on photographs as well.",
        *_FASHION,
    ),
    ("mnist", False): _MNIST,
    ("mnist", True): _MNIST,
}
