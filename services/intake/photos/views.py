"""A photo as it came: saved as a file, never shown."""

from fastapi import Response

from services.intake.photos.domain import Photo


def original_file(photo: Photo, content: bytes) -> Response:
    headers = {
        "Content-Disposition": "attachment",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return Response(content, media_type=photo.original_type, headers=headers)
