"""Mail leaves by one verb, `send`, to a server or into a folder."""

from connectors.mail.folder import MailFolder
from connectors.mail.letter import Attachment, Mail, Mailbox, MailSender
from connectors.mail.sending import mail_sender
from connectors.mail.smtp import SmtpSender, Tls

__all__ = ["Attachment", "Mail", "MailFolder", "MailSender", "Mailbox", "SmtpSender", "Tls", "mail_sender"]
