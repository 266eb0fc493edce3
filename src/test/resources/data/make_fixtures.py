"""Writes the NumPy fixtures of this folder; expected values are spelled out in NpyTest."""

import numpy as np

grid = np.arange(12, dtype=np.float64).reshape(3, 4) / 8 - 0.5
np.save("f8.npy", grid)
np.save("f4_big_fortran.npy", np.asfortranarray(grid.astype(">f4")))
np.save("i8_vector.npy", np.array([-(2**40), -1, 0, 2**53], dtype="<i8"))
np.save("u8_big.npy", np.array([[0, 2**63], [2**64 - 1, 1025]], dtype=">u8"))
np.save("u1_fortran.npy", np.asfortranarray(np.array([[0, 255, 1], [2, 3, 128]], dtype="u1")))
np.save("bool.npy", np.array([True, False, True]))
np.save("structured.npy", np.array([(1, 2.0)], dtype=[("a", "<i4"), ("b", "<f8")]))
columns = {
    "x": grid.astype(np.float32),
    "y": np.array([0.1, -2.5, 1e300]),
    "n": np.array([7, 8, 9], dtype=np.int16),
}
np.savez("stored.npz", **columns)
np.savez_compressed("deflated.npz", **columns)
