"""Why a program did not start, read from the last lines of its log."""

import errno
from pathlib import Path

from deploy.launcher.mistakes import OperatorError

DISK_FULL = ("no space left on device", "disk quota exceeded", "insufficient storage")
PORT_TAKEN = ("address already in use", "errno 98", "could not bind")
NOT_PERMITTED = ("permission denied",)
NO_DATABASE = ("connect call failed", "password authentication failed", "connection refused")


def why_not_started(name: str, last_words: str, log: Path) -> OperatorError:
    """The clearest sentence the log of `name` allows."""
    said = last_words.lower()
    if any(sign in said for sign in DISK_FULL):
        return disk_full(log.parent)
    if any(sign in said for sign in PORT_TAKEN):
        return _port_taken(name, log)
    if any(sign in said for sign in NOT_PERMITTED):
        return _not_permitted(name, log)
    if any(sign in said for sign in NO_DATABASE):
        return _no_database(log)
    return _unexplained(name, last_words, log)


def disk_full(folder: Path) -> OperatorError:
    """The disk that holds `folder` has no room."""
    return OperatorError(
        f"Ổ đĩa chứa {folder} đã đầy. Hãy giải phóng chỗ hoặc chọn nơi khác bằng --state.",
        f"The disk that holds {folder} is full. Make room or choose another with --state.",
    )


def another_schema(last_words: str) -> OperatorError | None:
    """What `prepare_database` said last, if another version made the database."""
    sentences = (made_earlier(), made_later())
    return next(
        (sentence for sentence in sentences if last_words.rstrip().endswith(sentence.en)), None
    )


def made_earlier() -> OperatorError:
    """The database is from before the migrations that lead on from here."""
    return OperatorError(
        "Cơ sở dữ liệu này do một phiên bản phát triển trước đây tạo ra, không nâng cấp được. "
        "Hãy xóa và bắt đầu lại: kheo down --forget "
        "(Postgres riêng hoặc container: dùng một cơ sở dữ liệu trống).",
        "This database was made by an earlier development version and cannot be upgraded. "
        "Forget it and start anew: kheo down --forget "
        "(a Postgres of your own, or containers: use an empty database).",
    )


def made_later() -> OperatorError:
    """The database has been through migrations that are not known here."""
    return OperatorError(
        "Cơ sở dữ liệu này do một phiên bản Khéo mới hơn tạo ra. "
        "Hãy chạy phiên bản ấy, hoặc khôi phục bản sao lưu từ trước khi nâng cấp.",
        "This database was made by a newer version of Khéo. "
        "Run that version, or restore the backup from before the upgrade.",
    )


def refuse_small(folder: Path, *, free: int, needed: int) -> None:
    """Make sure the disk that holds `folder` has `needed` bytes left.

    Raises:
        OperatorError: if it has not.

    """
    if free < needed:
        raise OperatorError(
            f"Ổ đĩa chứa {folder} chỉ còn {free >> 20} MB, cần {needed >> 20} MB. "
            "Hãy giải phóng chỗ hoặc chọn nơi khác bằng --state.",
            f"The disk that holds {folder} has {free >> 20} MB left; {needed >> 20} MB are "
            "needed. Make room or choose another with --state.",
        )


def as_mistake(error: OSError) -> OperatorError | None:
    """What an operator can mend about `error`, if anything."""
    where = Path(str(error.filename or "."))
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return disk_full(where)
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return OperatorError(
            f"Không có quyền ghi hoặc đọc {where}. Hãy chọn thư mục khác hoặc sửa quyền.",
            f"No permission to use {where}. Choose another folder or mend its permissions.",
        )
    return None


def _port_taken(name: str, log: Path) -> OperatorError:
    return OperatorError(
        f"{name} không mở được cổng vì một chương trình khác đang dùng (xem {log}). "
        "Hãy dừng chương trình ấy hoặc chọn --port-base khác.",
        f"{name} cannot open its port: another program uses it (see {log}). "
        "Stop that program or choose another --port-base.",
    )


def _not_permitted(name: str, log: Path) -> OperatorError:
    return OperatorError(
        f"{name} không được phép đọc hoặc ghi tệp của mình (xem {log}). "
        "Hãy chọn thư mục khác bằng --state.",
        f"{name} may not read or write its files (see {log}). "
        "Choose another folder with --state.",
    )


def _no_database(log: Path) -> OperatorError:
    return OperatorError(
        f"Không nối được tới Postgres (xem {log}). "
        "Hãy kiểm tra địa chỉ, tài khoản và mật khẩu sau --postgres-url.",
        f"Postgres cannot be reached (see {log}). "
        "Check the address, the user and the password after --postgres-url.",
    )


def _unexplained(name: str, last_words: str, log: Path) -> OperatorError:
    lines = [line for line in last_words.splitlines() if line.strip()]
    last = lines[-1].strip() if lines else "–"
    return OperatorError(
        f"{name} không khởi động được: {last} (toàn bộ nhật ký: {log}).",
        f"{name} did not start: {last} (whole log: {log}).",
    )
