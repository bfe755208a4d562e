"""Results that were written to files, read back."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from .errors import FileError, InputError

if TYPE_CHECKING:
    import xarray


def open(path: str | os.PathLike[str]) -> xarray.Dataset:
    """The numbers of a result's HDF5 file, as `to_hdf5` and `--out` write it, as an xarray Dataset:
    each variable with `units` and `long_name`, along named dimensions; the scenario and the
    versions are in `attrs`. Close it, or use it in a `with`.

    Needs xarray and h5netcdf. Raises InputError for a file of another kind. It reads with the
    machine's HDF5, which malformed files have crashed: open none from strangers."""
    import xarray

    name = os.fspath(path)
    if not os.path.exists(name):
        raise FileError(f"{name}: there is no such file")
    try:
        data = xarray.open_dataset(name, engine="h5netcdf")
    except (OSError, ValueError, KeyError) as fault:
        raise InputError(f"{name}: is no HDF5 file that xarray reads ({fault})") from None
    if not str(data.attrs.get("filetype", "")).startswith("tenfold "):
        data.close()
        raise InputError(f"{name}: is no result of Tenfold; its 'filetype' does not say so")
    return data
