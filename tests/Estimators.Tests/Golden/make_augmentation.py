"""Golden pictures of affine maps, computed pixel by pixel with numpy, without torch's sampling.

A picture is moved by its forward map (3 x 3, pixel coordinates, y down); each new pixel looks up where it came from and
interpolates between four pixels of the padded picture. Run: python3 make_augmentation.py
"""
import json
import math
import os

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
HEIGHT, WIDTH, PAD = 6, 9, 40


def about_centre(m):
    cx, cy = (WIDTH - 1) / 2, (HEIGHT - 1) / 2
    to = np.array([[1, 0, cx], [0, 1, cy], [0, 0, 1.0]])
    back = np.array([[1, 0, -cx], [0, 1, -cy], [0, 0, 1.0]])
    return to @ m @ back


def rotate(degrees):  # counter-clockwise as seen
    a = math.radians(degrees)
    return about_centre(np.array([[math.cos(a), math.sin(a), 0], [-math.sin(a), math.cos(a), 0], [0, 0, 1.0]]))


def shift(right, down):
    return np.array([[1, 0, right], [0, 1, down], [0, 0, 1.0]])


def scale(x, y):
    return about_centre(np.diag([x, y, 1.0]))


def shear(degrees):  # what is above the centre moves right
    return about_centre(np.array([[1, -math.tan(math.radians(degrees)), 0], [0, 1, 0], [0, 0, 1.0]]))


def move(picture, forward, mode):
    padded = np.pad(picture, PAD, mode={"Black": "constant", "Edge": "edge", "Reflect": "symmetric"}[mode])
    inverse = np.linalg.inv(forward)
    out = np.zeros_like(picture)
    for y in range(HEIGHT):
        for x in range(WIDTH):
            sx, sy, _ = inverse @ np.array([x, y, 1.0])
            sx, sy = sx + PAD, sy + PAD
            x0, y0 = math.floor(sx), math.floor(sy)
            fx, fy = sx - x0, sy - y0
            out[y, x] = ((padded[y0, x0] * (1 - fx) + padded[y0, x0 + 1] * fx) * (1 - fy)
                         + (padded[y0 + 1, x0] * (1 - fx) + padded[y0 + 1, x0 + 1] * fx) * fy)
    return out


def main():
    picture = np.random.default_rng(7).random((HEIGHT, WIDTH))
    first_then = lambda *maps: np.linalg.multi_dot([*reversed(maps)]) if len(maps) > 2 else maps[1] @ maps[0]
    cases = {
        "rotate": (rotate(25), "Black"),
        "rotate-reflect": (rotate(-40), "Reflect"),
        "shift": (shift(1.5, -0.75), "Edge"),
        "zoom-in": (scale(1.3, 1.3), "Black"),
        "zoom-out": (scale(0.6, 0.6), "Reflect"),
        "shear": (shear(20), "Black"),
        "mirror": (scale(-1, 1), "Black"),
        "rotate-shift": (first_then(rotate(25), shift(1.5, -0.75)), "Edge"),
        "shift-rotate": (first_then(shift(1.5, -0.75), rotate(25)), "Edge"),
        "mirror-shear-zoom-rotate": (first_then(scale(-1, 1), shear(20), scale(1.3, 1.3), rotate(25)), "Black"),
    }
    result = {"height": HEIGHT, "width": WIDTH, "picture": np.round(picture, 6).ravel().tolist()}
    picture = np.round(picture, 6)
    result["cases"] = {name: {"fill": mode, "pixels": np.round(move(picture, m, mode), 6).ravel().tolist()}
                       for name, (m, mode) in cases.items()}
    with open(os.path.join(HERE, "augmentation.json"), "w", encoding="utf-8") as f:
        json.dump(result, f, separators=(",", ":"))
        f.write("\n")


main()
