from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpdn.errors import ConfigError
from vpdn.ios.passwords import hide, recover, unhide


def test_known_type_7_passwords() -> None:
    assert hide("cisco", 2) == "02050D480809"
    assert hide("admin", 10) == "104F0D140C19"
    assert recover("104F0D140C19", "7") == "admin"
    assert recover("104F0D140C19", "0") == "104F0D140C19"


@given(st.text(alphabet=st.characters(codec="latin-1")), st.integers(0, 15))
def test_type_7_can_be_undone(password: str, salt: int) -> None:
    assert unhide(hide(password, salt)) == password


@pytest.mark.parametrize("text", ["", "x", "99AA", "02zz", "-1AA", "02A"])
def test_what_is_no_type_7_password_is_refused(text: str) -> None:
    with pytest.raises(ConfigError):
        unhide(text)
