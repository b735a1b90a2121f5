"""Why a change of units may not be made; each says how to mend it."""

from shared.kernel.rejection import Conflict, Rejection


class ChangeIncomplete(Rejection):
    """Thay đổi chưa đủ: hãy nêu đơn vị cũ và đơn vị mới mà loại thay đổi này cần.
    The change is incomplete: name the units before and after that this kind needs.
    """


class UnitNotThere(Rejection):
    """Đơn vị không tồn tại vào ngày có hiệu lực. Hãy chọn ngày hoặc đơn vị khác.
    The unit does not exist on the effective day. Choose another day or unit.
    """


class TargetAbolished(Rejection):
    """Đơn vị tiếp nhận không còn vào ngày có hiệu lực. Hãy chọn đơn vị còn hoạt động.
    The unit that should take over is no more on that day. Choose one that lives on.
    """


class ParentNotThere(Rejection):
    """Cấp trên không tồn tại vào ngày có hiệu lực. Hãy chọn cấp trên khác.
    The parent does not exist on the effective day. Choose another.
    """


class OutlivesParent(Rejection):
    """Cấp trên đã có kế hoạch kết thúc. Hãy chọn cấp trên khác hoặc chuyển đơn vị trước.
    The parent is planned to end. Choose another, or move the unit away first.
    """


class CodeTaken(Rejection):
    """Mã này đã từng dùng cho một đơn vị. Hãy đặt mã chưa dùng bao giờ.
    This code was a unit's before. Choose one that was never used.
    """


class SharesNotWhole(Rejection):
    """Các phần chia phải dương và cộng lại đúng bằng 1; hoặc bỏ trống tất cả.
    Shares must be positive and add up to exactly 1; or leave all of them empty.
    """


class KindNotUnder(Rejection):
    """Loại đơn vị này không thể trực thuộc loại cấp trên đã chọn.
    This kind of unit cannot stand under that kind of parent.
    """


class ParentOfAnotherSector(Rejection):
    """Cấp trên thuộc ngành khác. Hãy chọn cấp trên trong cùng ngành.
    The parent belongs to another sector. Choose one of the same sector.
    """


class TreeWouldCircle(Rejection):
    """Đơn vị không thể trực thuộc chính mình hoặc đơn vị cấp dưới của mình.
    A unit cannot stand under itself or under one of its own subordinates.
    """


class ChildrenOrphaned(Rejection):
    """Còn đơn vị trực thuộc chưa có cấp trên mới. Hãy nêu cấp trên mới của chúng.
    Some units below would have no parent. Name their new one.
    """


class BeginsAndEndsOnOneDay(Rejection):
    """Đơn vị không thể thành lập và kết thúc trong cùng một ngày.
    A unit cannot begin and end on the same day.
    """


class SameChangeTwice(Conflict):
    """Thay đổi giống hệt đã được ghi. Xem mục Thay đổi đã lên kế hoạch.
    The very same change is already written down; see the planned changes.
    """
