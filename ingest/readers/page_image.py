"""A photographed or scanned page made plain for recognition: sheet cut out and squared, light evened, seals taken off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Image = npt.NDArray[np.uint8]
Points = npt.NDArray[np.floating[Any]]

_MAX_SIDE = 3200  # longer pages are made smaller: print of 9 pt is then still 30 pixels high on A4
_SMALL_SIDE = 640  # the size at which sheet and light are looked for
_MIN_SHEET = 0.5  # share of the picture that a sheet of paper must fill
_INSET = 0.006  # the found edge of a sheet is moved in by this share, off the shadow along it
_DARKER_OUTSIDE = 0.8  # the table beside a sheet is at most this bright, against the paper next to it
_UNEVEN_LIGHT = 0.85  # the darkest part of the paper against the brightest, below which the light is evened
_SEAL_SIDES = (0.10, 0.36)  # diameter of a seal (38-50 mm, GB/T 9704-2012 7.3.5), as a share of the page's width


@dataclass(frozen=True, slots=True)
class Repaired:
    """The plain page, (h, w, 3) uint8 RGB, and `back`, the (3, 3) matrix from its pixels to those of the source."""

    image: Image
    back: Points


def repair(image: Image) -> Repaired:
    """`image` ((h, w, 3) uint8 RGB) squared where a sheet's four edges show, evenly lit, without round red seals."""
    import cv2

    height, width = image.shape[:2]
    scale = min(1.0, _MAX_SIDE / max(height, width))
    corners = _sheet_corners(image)
    if corners is not None:
        plain, forth = _squared(image, corners, scale)
    elif scale < 1.0:
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        plain = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
        forth = np.diag([size[0] / width, size[1] / height, 1.0])
    else:
        plain, forth = image, np.eye(3)
    return Repaired(_without_seals(_evenly_lit(plain)), np.linalg.inv(forth))


def mapped(points: Points, matrix: Points) -> Points:
    """`points` ((n, 2)) under the projective `matrix` ((3, 3)).

    >>> mapped(np.array([[1.0, 2.0]]), np.diag([2.0, 2.0, 1.0])).tolist()
    [[2.0, 4.0]]
    """
    moved = np.column_stack([points, np.ones(len(points))]) @ matrix.T
    return moved[:, :2] / moved[:, 2:]


def _small(image: Image) -> Any:
    import cv2

    scale = min(1.0, _SMALL_SIDE / max(image.shape[:2]))
    return cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else image


def _sheet_corners(image: Image) -> Points | None:
    """The corners of a sheet on a darker ground, (4, 2) from top left clockwise; None where there is none."""
    import cv2

    small = cv2.cvtColor(_small(image), cv2.COLOR_RGB2GRAY)
    if min(small.shape) < 100:
        return None
    soft = cv2.GaussianBlur(small, (5, 5), 0)
    _, bright = cv2.threshold(soft, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    even = cv2.createCLAHE(3.0, (4, 4)).apply(soft)
    edges = cv2.dilate(cv2.Canny(even, 40, 120), np.ones((3, 3), np.uint8))
    for mask in (edges, bright):
        outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        hulls = sorted((cv2.convexHull(outline) for outline in outlines), key=cv2.contourArea, reverse=True)
        for hull in hulls[:1]:
            corners = _quadrangle(hull)
            if corners is not None and _is_sheet(soft, corners):
                inset = corners + _INSET * (corners.mean(axis=0) - corners)
                return np.asarray(inset * (max(image.shape[:2]) / max(small.shape)))
    return None


def _quadrangle(hull: Any) -> Points | None:
    """The four corners of `hull` from top left clockwise; None where it is not nearly a quadrangle."""
    import cv2

    length = cv2.arcLength(hull, closed=True)
    for share in (0.01, 0.02, 0.03, 0.05):
        outline = cv2.approxPolyDP(hull, share * length, closed=True)
        if len(outline) == 4:
            points = outline.reshape(4, 2).astype(np.float64)
            middle = points.mean(axis=0)
            turn = np.arctan2(points[:, 1] - middle[1], points[:, 0] - middle[0])
            return np.asarray(
                points[np.argsort(turn)]
            )  # from -180°: top left comes first for a sheet that is not turned by 45°
    return None


def _is_sheet(gray: Image, corners: Points) -> bool:
    """Whether the ground just outside `corners` is darker than just inside, on each side that is in the picture."""
    height, width = gray.shape
    middle = corners.mean(axis=0)
    x, y = corners[:, 0], corners[:, 1]
    area = 0.5 * abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))
    if not _MIN_SHEET * gray.size < area < 0.985 * gray.size:
        return False
    seen = 0
    for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        along = start + np.linspace(0.15, 0.85, 40)[:, None] * (end - start)
        outward = along - middle
        outward /= np.linalg.norm(outward, axis=1, keepdims=True)
        outside, inside = along + 7 * outward, along - 7 * outward
        visible = (outside >= 0).all(axis=1) & (outside < (width, height)).all(axis=1)
        if visible.mean() < 0.5:
            continue  # the picture ends with the sheet on this side
        dark, light = (np.median(_values(gray, points[visible])) for points in (outside, inside))
        if dark > _DARKER_OUTSIDE * light:
            return False
        seen += 1
    return seen >= 2


def _values(gray: Image, points: Points) -> Image:
    height, width = gray.shape
    columns, rows = np.round(points).astype(int).T
    return np.asarray(gray[rows.clip(0, height - 1), columns.clip(0, width - 1)])


def _squared(image: Image, corners: Points, scale: float) -> tuple[Image, Points]:
    """The sheet as a rectangle of its own longest sides, and the matrix that took it there."""
    import cv2

    top, right, bottom, left = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    width, height = round(max(top, bottom) * scale), round(max(left, right) * scale)
    flat = np.array([(0, 0), (width, 0), (width, height), (0, height)], dtype=np.float32)
    forth = cv2.getPerspectiveTransform(corners.astype(np.float32), flat)
    plain = cv2.warpPerspective(image, forth, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return plain.astype(np.uint8), np.asarray(forth, dtype=np.float64)


def _evenly_lit(image: Image) -> Image:
    """`image` divided by the brightness of its paper, where that changes over the page."""
    import cv2

    small = _small(image)
    wide = max(3, max(small.shape[:2]) // 24) | 1
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (wide, wide)))
    paper = cv2.GaussianBlur(paper, (0, 0), wide / 3)
    low, high = np.percentile(paper.max(axis=2), (2, 98))
    if high == 0 or low > _UNEVEN_LIGHT * high:
        return image
    full = cv2.resize(paper, (image.shape[1], image.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(image, np.maximum(full, 1), scale=250.0), dtype=np.uint8)


def _without_seals(image: Image) -> Image:
    """`image` with round seals in red faded to paper; red heads and rules stay, because they are not as high as wide.

    Under a seal only the red channel is kept, made so bright that its ink is paper: black print stays black in it.
    """
    import cv2

    small = _small(image).astype(np.int16)
    red = ((small[..., 0] - small[..., 1:].max(axis=2)) > 40).astype(np.uint8)
    if not red.any():
        return image
    near = max(3, small.shape[1] // 60)
    joined = cv2.morphologyEx(red, cv2.MORPH_CLOSE, np.ones((near, near), np.uint8))
    count, _, boxes, _ = cv2.connectedComponentsWithStats(joined)
    plain, scale = image, max(image.shape[:2]) / max(small.shape[:2])
    least, most = (share * min(small.shape[:2]) for share in _SEAL_SIDES)
    for left, top, width, height, _ in boxes[1:count]:
        if not (least < min(width, height) and max(width, height) < most and 0.75 < width / height < 1.33):
            continue
        plain = plain.copy() if plain is image else plain
        near_rows, near_columns = slice(top, top + height), slice(left, left + width)
        ink = np.percentile(small[near_rows, near_columns, 0][red[near_rows, near_columns] > 0], 10)
        rows, columns = (
            slice(max(0, int((start - 2) * scale)), int((start + side + 2) * scale) + 1)
            for start, side in ((top, height), (left, width))
        )
        bright = plain[rows, columns, :1] * (250.0 / max(ink, 100.0))
        plain[rows, columns] = bright.clip(0, 255).astype(np.uint8)
    return plain
