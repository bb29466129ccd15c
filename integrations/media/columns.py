"""Named columns of numbers as bytes, and back. What is damaged or too big is refused."""

import io
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Column = NDArray[Any]
Shape = tuple[str, int]
"""The type of the numbers as numpy names it, and how many of them make a row."""

_VERSION: Final = "version"
_MOST_BYTES: Final = 256 * 2**20
"""A day's signals unpacked are far smaller."""


class DamagedColumns(Exception):
    """These bytes are not what was packed."""


def pack(version: int, columns: Mapping[str, Column], shapes: Mapping[str, Shape]) -> bytes:
    file = io.BytesIO()
    typed = {name: np.asarray(columns[name], dtype=kind) for name, (kind, _) in shapes.items()}
    np.savez_compressed(file, allow_pickle=False, **{_VERSION: np.int64(version)}, **typed)
    return file.getvalue()


def unpack(version: int, data: bytes, shapes: Mapping[str, Shape]) -> dict[str, Column]:
    """Raises DamagedColumns."""
    try:
        _check_size(data)
        with np.load(io.BytesIO(data), allow_pickle=False) as file:
            if int(file[_VERSION]) != version:
                raise DamagedColumns("written by another version")
            return {name: _checked(name, file[name], shape) for name, shape in shapes.items()}
    except (ValueError, KeyError, OSError, EOFError, TypeError) as error:
        raise DamagedColumns(str(error)) from error
    except (zipfile.BadZipFile, zlib.error, NotImplementedError) as error:
        raise DamagedColumns(str(error)) from error


def _check_size(data: bytes) -> None:
    """Before anything is unpacked: a small archive may say that it holds the whole disk."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > _MOST_BYTES:
            raise DamagedColumns("too big")


def _checked(name: str, column: Column, shape: Shape) -> Column:
    kind, width = shape
    right = column.ndim == 1 if width == 1 else column.ndim == 2 and column.shape[1] == width
    if column.dtype != np.dtype(kind) or not right:
        raise DamagedColumns(f"{name} is not a column of {kind}")
    return column
