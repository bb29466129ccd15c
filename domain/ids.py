"""Names for the things we point at: a clip id never slips in where a video id belongs.

Every id is the text of a UUIDv7, so that sorting by id is sorting by time of birth.
"""

from typing import NewType

UserId = NewType("UserId", str)
TokenId = NewType("TokenId", str)
VideoId = NewType("VideoId", str)
JobId = NewType("JobId", str)
ClipId = NewType("ClipId", str)
VariantId = NewType("VariantId", str)
CampaignId = NewType("CampaignId", str)
SlotId = NewType("SlotId", str)
AccountId = NewType("AccountId", str)
PublicationId = NewType("PublicationId", str)
AttemptId = NewType("AttemptId", str)
ApprovalId = NewType("ApprovalId", str)
ThreadId = NewType("ThreadId", str)
MessageId = NewType("MessageId", str)
EventId = NewType("EventId", str)
AlertId = NewType("AlertId", str)

Actor = NewType("Actor", str)
"""Who acts: ``user:<id>``, ``worker:<name>``, ``webhook:<platform>``, ``scheduler``, ``system``."""

BlobKey = NewType("BlobKey", str)
"""Where the store keeps some bytes. Made by the store, never by a person."""

SHORT_ID_LENGTH = 6


def short(id_: str) -> str:
    """The last characters of an id: enough for people to tell things apart, and random in v7."""
    return id_.replace("-", "")[-SHORT_ID_LENGTH:]
