"""Each thing of the service desk has its own kind of opaque identifier."""

from typing import NewType

AccountId = NewType("AccountId", str)
CallId = NewType("CallId", str)
ConnectionId = NewType("ConnectionId", str)
ContractId = NewType("ContractId", str)
ForecastId = NewType("ForecastId", str)
MessageId = NewType("MessageId", str)
OccasionId = NewType("OccasionId", str)
PastAppointmentId = NewType("PastAppointmentId", str)
WebhookId = NewType("WebhookId", str)
