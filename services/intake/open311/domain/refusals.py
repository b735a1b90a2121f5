"""Refusals: everything Open311 says no to, in its own words and with its own numbers.

404 for what is not here, 403 for a key, 400 for all the rest: the specification knows no other.
"""

from shared.kernel.rejection import NotAllowed, NotFound, Rejection


class FormatUnknown(Rejection):
    """Địa chỉ phải kết thúc bằng .xml hoặc .json.
    The address must end in .xml or .json.
    """


class ResourceUnknown(NotFound):
    """Không có địa chỉ này trong Open311 GeoReport v2.
    There is no such address in Open311 GeoReport v2.
    """


class JurisdictionUnknown(NotFound):
    """Không phục vụ jurisdiction_id này ở đây.
    The jurisdiction_id provided was not found.
    """


class ServiceUnknown(NotFound):
    """Không có service_code này trong danh sách dịch vụ.
    The service_code provided was not found.
    """


class ServiceMissing(Rejection):
    """Thiếu service_code.
    service_code was not provided.
    """


class RequestUnknown(NotFound):
    """Không có service_request_id này ở đây.
    The service_request_id provided was not found.
    """


class RequestMissing(Rejection):
    """Thiếu service_request_id.
    service_request_id was not provided.
    """


class TokenUnknown(NotFound):
    """Không có token này ở đây.
    The token provided was not found.
    """


class KeyMissing(NotAllowed):
    """Thiếu api_key; xin khóa theo hướng dẫn trong discovery.xml.
    api_key was not provided; discovery.xml says how to get one.
    """


class KeyUnknown(NotAllowed):
    """Khóa api_key không đúng hoặc đã bị thu hồi.
    The api_key is not valid, or was revoked.
    """


class KeySpent(NotAllowed):
    """Khóa này đã gửi quá nhiều trong một phút; xin gửi lại sau một phút.
    This api_key has sent too much within a minute; try again in a minute.
    """


class LocationMissing(Rejection):
    """Thiếu vị trí: cần lat và long, hoặc address_string, hoặc address_id.
    A location is needed: lat and long, or address_string, or address_id.
    """


class LocationUnreadable(Rejection):
    """Vị trí lat, long không đọc được: cần hai số thập phân, WGS84.
    lat and long cannot be read: two decimal numbers are needed, WGS84.
    """


class AttributeMissing(Rejection):
    """Thiếu câu trả lời bắt buộc.
    A required attribute was not provided.
    """

    @classmethod
    def named(cls, code: str) -> "AttributeMissing":
        """The refusal that names the attribute."""
        return cls(f"Thiếu attribute[{code}].", f"attribute[{code}] was not provided.")


class AttributeUnreadable(Rejection):
    """Câu trả lời không đúng kiểu.
    An attribute does not fit its datatype.
    """

    @classmethod
    def named(cls, code: str) -> "AttributeUnreadable":
        """The refusal that names the attribute."""
        return cls(
            f"attribute[{code}] không đúng kiểu hoặc không có trong danh sách.",
            f"attribute[{code}] does not fit its datatype or its values.",
        )


class StatusUnknown(Rejection):
    """Trạng thái (status) chỉ là open hoặc closed.
    status is open or closed.
    """


class SpanTooLong(Rejection):
    """Khoảng thời gian hỏi không quá 90 ngày.
    A range may not span more than 90 days.
    """


class PageUnreadable(Rejection):
    """Số trang (page, page_size) phải là số nguyên dương, page_size không quá 1000.
    page and page_size must be positive whole numbers, page_size at most 1000.
    """


class FormUnreadable(Rejection):
    """Biểu mẫu không đọc được: cần application/x-www-form-urlencoded hoặc multipart, UTF-8.
    The form cannot be read: application/x-www-form-urlencoded or multipart is needed, in UTF-8.
    """


class UpdateMissing(Rejection):
    """Thiếu update_id.
    update_id was not provided.
    """
