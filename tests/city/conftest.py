"""One small city for all tests of this folder; who changes a file must make a city of their own."""

import polars as pl
import pytest

from monitor.city import CityFiles, make_city


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> CityFiles:
    return make_city("hefei", tmp_path_factory.mktemp("hefei"))


@pytest.fixture(scope="session")
def settlements(city: CityFiles) -> pl.DataFrame:
    """All deliveries, with `delivered` = month of the file, and money as whole fen."""
    months = [pl.read_parquet(path).with_columns(delivered=at) for at, path in enumerate(city.settlements, 1)]
    money = pl.selectors.decimal() - pl.selectors.by_name("age", "pool_prop_selfpay")
    return pl.concat(months).with_columns((money * 100).cast(pl.Int64))


@pytest.fixture(scope="session")
def originals(settlements: pl.DataFrame) -> pl.DataFrame:
    return settlements.filter(pl.col("init_setl_id").is_null())


@pytest.fixture(scope="session")
def persons(city: CityFiles) -> pl.DataFrame:
    return pl.read_parquet(city.persons)
