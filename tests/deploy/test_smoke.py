"""The promise of the front page: one command, and the ward's figures stand at the city."""

import pytest

from tests.deploy.command import kheo

pytestmark = pytest.mark.infra


async def test_the_published_figures_of_the_ward_are_read_at_the_city() -> None:
    said = await kheo("smoke")

    assert said.exit_code == 0, said.out + said.err
    assert "10.049 trên 10.049 hồ sơ đúng hẹn, hài lòng 75/87" in said.out
    assert "Thành phố Hà Nội = Phường Sài Đồng + Phường Hoa Mẫu" in said.out
    assert "đã đăng nhập tại Sài Đồng và xem trang /accounts" in said.out
    assert said.out.count("khớp từng ngày") == 3
