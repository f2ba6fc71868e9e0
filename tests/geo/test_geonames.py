"""The embedded gazetteer: what set-up wrote gives the same places as the package it came from."""

from __future__ import annotations

from pathlib import Path

import pytest

from indicia.geo import geonames
from indicia.geo.gazetteer import Around, embedded_places


def test_the_file_of_set_up_gives_the_places_of_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    around = Around(40.92, 34.45, 120.0)
    monkeypatch.setenv("INDICIA_ASSETS", str(tmp_path))
    parsed = embedded_places(around)
    assert len(parsed) > 5
    geonames.write_geonames(tmp_path)
    monkeypatch.setattr(geonames, "_parsed", lambda: pytest.fail("parsed again"))
    assert embedded_places(around) == parsed


def test_a_file_of_another_version_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INDICIA_ASSETS", str(tmp_path))
    monkeypatch.setattr(geonames, "version", lambda name: "0.1")
    monkeypatch.setattr(geonames, "_parsed", lambda: iter(()))
    geonames.write_geonames(tmp_path)
    monkeypatch.setattr(geonames, "version", lambda name: "9.9")
    row = {"id": "1", "name": "x", "names": [], "lat": 1.0, "lon": 1.0}
    place = {**row, "population": 0, "country": "XX"}
    monkeypatch.setattr(geonames, "_parsed", lambda: iter((place,)))
    assert geonames.geonames_rows(0.0, 2.0) == [place]
