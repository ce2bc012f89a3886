"""The synthetic city: people who do not exist and their settlements, in the national format.

Comes in: a place, a size, a seed. Goes out: files like those of a bureau, for the demo, the tests and the benchmarks.
Nothing in it is a real person's, and nothing of it is policy.
"""

from monitor.city.formats import write_formats
from monitor.city.generate import CityFiles, made_up_parameters, make_city

__all__ = ["CityFiles", "made_up_parameters", "make_city", "write_formats"]
